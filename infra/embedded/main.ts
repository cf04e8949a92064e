import { isTransient } from '#libs/messaging';
import { readSettings } from '#libs/service-kit';
import { relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { KNOWN_SETTINGS, PlatformSettings } from './platform-settings.js';
import { startPlatform, type Platform } from './platform.js';

/** Ctrl-C reaches every process of the terminal, and npm passes it on as well: twice at once is asked once. */
const SAME_REQUEST_MS = 1_000;
const STOP_AFTER_FAILURE_WITHIN_MS = 10_000;

let platform: Platform | undefined;
let starting: Promise<Platform | undefined> = Promise.resolve(undefined);
let stopAskedAt: number | undefined;

// Who reads the output may be gone before we are.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// Node's own warnings (Ed25519 is marked experimental in Node 20) belong in the log.
process.removeAllListeners('warning');
process.on('warning', (warning) => platform?.log.warn({ err: warning }, 'warning'));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stopOnRequest);
process.on('unhandledRejection', (error) => stopOnFailure(error));
process.on('uncaughtException', (error) => stopOnFailure(error));

await main();

async function main(): Promise<void> {
  try {
    const settings = readSettings(PlatformSettings, KNOWN_SETTINGS, process.env);
    const { HOST, LOG_LEVEL, NODE_ENV, DEMO, METRICS_HOST, METRICS_PORT } = settings;
    starting = startPlatform({
      dataDir: settings.DATA_DIR,
      port: settings.PORT,
      databaseUrl: settings.DATABASE_URL,
      signingKeyFile: settings.SIGNING_KEY_FILE,
      settings: { HOST, LOG_LEVEL, NODE_ENV, DEMO, METRICS_HOST, METRICS_PORT },
      onStep: say,
    });
    platform = await starting;
    if (platform && stopAskedAt === undefined) say(welcome(platform, settings));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

function welcome({ url, metricsUrl, demo, logFile, postgres }: Platform, settings: PlatformSettings): string {
  const here = (path: string) => relative(process.cwd(), path) || '.';
  return `
Inkluderende Kommune is ready after ${process.uptime().toFixed(1)} s.

  Address  ${url}
  API      ${url}/api
  Health   ${url}/health/ready${metricsUrl ? `\n  Figures  ${metricsUrl}` : ''}
  Mode     ${demo ? 'demo: anyone gets a token from POST /api/demo/tokens' : 'production: tokens are signed with your own key'}
  Data     ${here(settings.DATA_DIR)}${postgres ? '' : ' (keys and log; the rest is in your own PostgreSQL)'}
  Log      ${here(logFile)}
${demo ? '\n  Next     npm run demo, in a second terminal: a month in Numedal' : ''}
  Stop     Ctrl-C
`;
}

function stopOnRequest(signal: string): void {
  if (stopAskedAt === undefined) {
    stopAskedAt = Date.now();
    say('Stopping: what has begun is finished first ...');
    platform?.log.info({ signal }, 'stop');
    void stop(0);
  } else if (Date.now() - stopAskedAt > SAME_REQUEST_MS) {
    say('Stopped at once. Nothing that was accepted is lost.');
    exitAtOnce(1);
  }
}

/** A PostgreSQL that died or restarts is waited for, everything else that nobody caught is a fault of ours. */
function stopOnFailure(error: unknown): void {
  if (platform && isTransient(error)) return platform.log.error({ err: error }, 'nobody caught this; it may pass');
  platform?.log.fatal({ err: error }, 'nobody caught this');
  process.stderr.write(`Stopping because of a fault: ${error instanceof Error ? error.stack : String(error)}\n`);
  void Promise.race([stop(1), pause(STOP_AFTER_FAILURE_WITHIN_MS)]).then(() => exitAtOnce(1));
}

async function stop(exitCode: number): Promise<void> {
  try {
    await (await starting)?.close();
    process.exit(exitCode);
  } catch (error) {
    process.stderr.write(`The stop was not clean: ${(error as Error).message}\n`);
    exitAtOnce(1);
  }
}

/** PostgreSQL is no child of ours and would stay: SIGQUIT is its immediate shutdown, and the next start recovers. */
function exitAtOnce(exitCode: number): never {
  try {
    if (platform?.postgres) process.kill(platform.postgres.postmasterPid(), 'SIGQUIT');
  } catch {
    // It is gone already.
  }
  process.exit(exitCode);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
