import { readSettings, WrongSetting } from '#libs/service-kit';
import { GatewaySettings, KNOWN_SETTINGS } from './gateway-settings.js';
import { startGateway } from './gateway.js';

try {
  const settings = readSettings(GatewaySettings, KNOWN_SETTINGS, process.env);
  const gateway = await startGateway({ settings });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => void gateway.close().then(() => process.exit(0)));
} catch (error) {
  const says = error instanceof WrongSetting ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`${says}\n`);
  process.exit(1);
}
