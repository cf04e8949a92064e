import { readSettings } from '#libs/service-kit';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { keepAlive } from '../embedded/keep-alive.js';
import { KNOWN_SETTINGS, PlatformSettings } from '../embedded/platform-settings.js';
import { startProcesses, type Processes } from './processes.js';

const USAGE = `Usage: npm run start:processes [-- --transport kafka|postgres] [--brokers 1|3]

Starts PostgreSQL, Kafka, each of the four services and the gateway as processes of their own.

  --transport  how facts travel; kafka (needs Java 17 and Maven) where it is left out
  --brokers    how many brokers Kafka has; 1 where it is left out

Settings as for npm start.`;

/** Ctrl-C reaches every process of the terminal, and npm passes it on as well: twice at once is asked once. */
const SAME_REQUEST_MS = 1_000;
const LOOK_EVERY_MS = 1_000;

/** What was asked for makes no sense: nothing was done. */
class WrongUse extends Error {}

let starting: Promise<Processes | undefined> = Promise.resolve(undefined);
let processes: Processes | undefined;
let watching: () => Promise<void> = async () => undefined;
let stopAskedAt: number | undefined;
const giveUp = new AbortController();

// Who reads the output may be gone before we are.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stopOnRequest);

await main();

async function main(): Promise<void> {
  try {
    const { transport, brokers, help } = asked();
    if (help) return say(USAGE);
    const settings = readSettings(PlatformSettings, KNOWN_SETTINGS, process.env);
    const { HOST, LOG_LEVEL, NODE_ENV, DEMO } = settings;
    starting = startProcesses({
      ...{ dataDir: settings.DATA_DIR, port: settings.PORT, transport, brokers },
      databaseUrl: settings.DATABASE_URL,
      signingKeyFile: settings.SIGNING_KEY_FILE,
      settings: { HOST, LOG_LEVEL, NODE_ENV, DEMO },
      giveUp: giveUp.signal,
      onStep: say,
      onComplaint: (says) => say(`${says}; it is started again.`),
    });
    processes = await starting;
    if (!processes || stopAskedAt !== undefined) return;
    watching = watch(processes);
    say(welcome(processes, transport, settings));
  } catch (error) {
    if (stopAskedAt !== undefined) return;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(error instanceof WrongUse ? 2 : 1);
  }
}

function asked(): { transport: 'postgres' | 'kafka'; brokers: 1 | 3; help: boolean } {
  const { transport, brokers, help } = options();
  if (transport !== 'postgres' && transport !== 'kafka')
    throw new WrongUse(`--transport must be kafka or postgres: it is "${transport}".`);
  if (brokers !== '1' && brokers !== '3') throw new WrongUse(`--brokers must be 1 or 3: it is "${brokers}".`);
  return { transport, brokers: brokers === '1' ? 1 : 3, help };
}

function options() {
  try {
    return parseArgs({
      options: {
        transport: { type: 'string', default: 'kafka' },
        brokers: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new WrongUse(`${(error as Error).message}\n\n${USAGE}`);
  }
}

/** What is not ours to supervise as a service, PostgreSQL and the brokers, is started again as well where it has died. */
function watch({ postgres, brokers }: Processes): () => Promise<void> {
  const said = {
    error: (what: { err?: unknown }, says: string) =>
      say(`${says}${what.err instanceof Error ? `: ${what.err.message}` : ''}.`),
  };
  const release = postgres ? keepAlive(postgres, said) : async () => undefined;
  const looking = setInterval(() => {
    for (const broker of brokers.filter(({ isRunning }) => !isRunning)) {
      say(`The broker at ${broker.address} was gone; it is started again.`);
      broker.start().catch((error: Error) => say(error.message));
    }
  }, LOOK_EVERY_MS);
  return async () => {
    clearInterval(looking);
    await release();
  };
}

function welcome(running: Processes, transport: string, settings: PlatformSettings): string {
  const { url, demo, services, gateway, brokers, logFolder } = running;
  const here = (path: string) => relative(process.cwd(), path) || '.';
  const each = [...services, gateway].map(
    (one) => `           ${one.name.padEnd(24)}${one.url.padEnd(24)}process ${one.pid}`,
  );
  return `
Inkluderende Kommune is ready after ${process.uptime().toFixed(1)} s, each service as its own process.

  Address  ${url}
  API      ${url}/api
  Health   ${url}/health/ready
  Mode     ${demo ? 'demo: anyone gets a token from POST /api/demo/tokens' : 'production: tokens are signed with your own key'}
  Facts    ${transport === 'kafka' ? `by Kafka at ${brokers.map(({ address }) => address).join()}` : 'by PostgreSQL'}
  Data     ${here(settings.DATA_DIR)}
  Logs     ${here(logFolder)}
  Processes
${each.join('\n')}
${demo ? '\n  Next     npm run demo, in a second terminal: a month in Numedal' : ''}
  Stop     Ctrl-C
`;
}

function stopOnRequest(): void {
  if (stopAskedAt === undefined) {
    stopAskedAt = Date.now();
    say('Stopping: what has begun is finished first ...');
    giveUp.abort(new Error('It was stopped before it was up.'));
    void stop();
  } else if (Date.now() - stopAskedAt > SAME_REQUEST_MS) {
    say('Stopped at once. Nothing that was accepted is lost.');
    exitAtOnce();
  }
}

async function stop(): Promise<void> {
  try {
    const running = await starting.catch(() => undefined); // a start that was given up has stopped what there was
    await watching();
    await running?.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`The stop was not clean: ${(error as Error).message}\n`);
    exitAtOnce();
  }
}

/** Services end when they lose us; PostgreSQL and Kafka are no children of that kind and would stay. */
function exitAtOnce(): never {
  try {
    for (const broker of processes?.brokers ?? []) void broker.kill();
    if (processes?.postgres) process.kill(processes.postgres.postmasterPid(), 'SIGQUIT');
  } catch {
    // It is gone already.
  }
  process.exit(1);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
