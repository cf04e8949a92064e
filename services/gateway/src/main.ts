import { loggerFor, observe, readSettings, WrongSetting } from '#libs/service-kit';
import { GatewaySettings, KNOWN_SETTINGS } from './gateway-settings.js';
import { startGateway } from './gateway.js';

try {
  const settings = readSettings(GatewaySettings, KNOWN_SETTINGS, process.env);
  const logger = loggerFor('gateway', settings.LOG_LEVEL);
  const observation = await observe(settings, (trouble) => logger.warn(trouble));
  const gateway = await startGateway({ settings, logger, observation });
  const close = () => gateway.close().then(() => observation.close());
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void close().then(() => process.exit(0)));
} catch (error) {
  const says = error instanceof WrongSetting ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`${says}\n`);
  process.exit(1);
}
