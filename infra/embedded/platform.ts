import {
  isDemo,
  loggerFor,
  observe,
  openLogFile,
  ProcessSettings,
  ServiceSettings,
  TokenVerifier,
  type Logger,
  type Observation,
} from '#libs/service-kit';
import { startService, type RunningService } from '#libs/service-kit/service';
import { GatewaySettings, SigningKey, startGateway, type RunningGateway } from '#services/gateway';
import { join, resolve } from 'node:path';
import { secretOf } from './data-folder.js';
import { databaseFor, provisionServices } from './database.js';
import { demoKeyFileIn } from './demo-key.js';
import { keepAlive } from './keep-alive.js';
import { isFree } from './port.js';
import type { EmbeddedPostgres } from './postgres.js';
import { SERVICE_DEFINITIONS } from './service-definitions.js';
import { Stack } from './stack.js';

/** Where a platform keeps its things and opens its door. */
export interface PlatformOptions {
  dataDir: string;
  /** Of the one public door; 0 takes a free one. */
  port: number;
  /** Administration address of a PostgreSQL of one's own; the embedded one where it is left out. */
  databaseUrl?: string;
  /** `logs/platform.ndjson` in the data folder where it is left out. */
  logFile?: string;
  /** Needed outside demo mode. */
  signingKeyFile?: string;
  /** Host, log level, NODE_ENV, demo mode and where the figures are. */
  settings?: Partial<ProcessSettings>;
  /** Hears what the start has come to. */
  onStep?: (says: string) => void;
}

/** All of it in one process, up. */
export interface Platform {
  url: string;
  demo: boolean;
  logFile: string;
  /** Where its figures are, where they are switched on. */
  metricsUrl: string | undefined;
  log: Logger;
  services: RunningService[];
  /** Undefined where the PostgreSQL is one's own. */
  postgres: EmbeddedPostgres | undefined;
  /** Stops the door, then the services, then PostgreSQL; may be called twice. */
  close(): Promise<void>;
}

/** Nobody else can have the port that the door is to be at. */
export class PortTaken extends Error {
  constructor(port: number) {
    super(
      `Port ${port} is taken, perhaps by a platform that runs already: stop that one, or start with another port, as in PORT=${port + 1} npm start.`,
    );
    this.name = 'PortTaken';
  }
}

/** Starts PostgreSQL, the four services and the gateway in this process; what has started is stopped again when one fails. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { port, databaseUrl, signingKeyFile, onStep = () => undefined } = options;
  const settings = Object.assign(new ProcessSettings(), options.settings, { PORT: port });
  const dataDir = resolve(options.dataDir);
  const logFile = options.logFile ?? join(dataDir, 'logs/platform.ndjson');
  const demo = isDemo(settings);
  const givenKey = demo && !signingKeyFile ? undefined : await SigningKey.read(signingKeyFile, demo);
  if (port !== 0 && !(await isFree(port))) throw new PortTaken(port);

  const stack = new Stack();
  try {
    onStep('Starting PostgreSQL ...');
    const { adminUrl, postgres, stop } = await databaseFor(dataDir, databaseUrl);
    stack.push(stop);
    const file = openLogFile(logFile, (error) => onStep(`The log cannot be written: ${error.message}`));
    const loggerOf = (name: string) => loggerFor(name, settings.LOG_LEVEL, file);
    stack.push(async () => file.flushSync());
    const observation = await observe(settings, (trouble) => loggerOf('platform').warn(trouble));
    stack.push(() => observation.close());
    if (postgres) stack.push(keepAlive(postgres, loggerOf('platform')));
    const key = givenKey ?? (await SigningKey.read(await demoKeyFileIn(join(dataDir, 'keys')), true));

    onStep('Starting the services ...');
    const services = await startServices(adminUrl, secretOf(dataDir), (urls, name) => ({
      settings: Object.assign(new ServiceSettings(), settings, urls, { HOST: '127.0.0.1', PORT: 0 }),
      logger: loggerOf(name),
      // In one process the keys need no way over HTTP.
      tokens: new TokenVerifier(key.publicKeys, demo),
      observation,
    }));
    stack.push(() => closeAll(services));
    const gateway = await openDoor(settings, services, { key, logger: loggerOf('gateway'), observation });
    stack.push(() => gateway.close());
    const close = () => stack.unwind();
    const { metricsUrl } = observation;
    return { url: gateway.url, demo, logFile, metricsUrl, log: loggerOf('platform'), services, postgres, close };
  } catch (error) {
    await stack.unwind().catch(() => undefined);
    throw error;
  }
}

/** At the same time: each migrates its own schema and then waits until it can read its neighbours' logs. */
async function startServices(
  adminUrl: string,
  secret: string,
  around: (
    urls: { DATABASE_URL: string; DATABASE_OWNER_URL: string },
    name: string,
  ) => Parameters<typeof startService>[1],
): Promise<RunningService[]> {
  const urls = await provisionServices(adminUrl, secret);
  const giveUp = new AbortController();
  const starts = SERVICE_DEFINITIONS.map(async (definition) => {
    const { run, owner } = urls[definition.name]!;
    const surroundings = around({ DATABASE_URL: run, DATABASE_OWNER_URL: owner }, definition.name);
    return startService(definition, { ...surroundings, giveUp: giveUp.signal });
  });
  for (const start of starts) start.catch((error: unknown) => giveUp.abort(error));
  const outcomes = await Promise.allSettled(starts);
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (started.length === SERVICE_DEFINITIONS.length) return started;
  await closeAll(started).catch(() => undefined);
  throw giveUp.signal.reason;
}

async function closeAll(services: RunningService[]): Promise<void> {
  await Promise.all(services.map((service) => service.close()));
}

async function openDoor(
  settings: ProcessSettings,
  services: RunningService[],
  around: { key: SigningKey; logger: Logger; observation: Observation },
): Promise<RunningGateway> {
  const addresses = services.map(({ name, url }) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url]);
  const all = Object.assign(new GatewaySettings(), settings, Object.fromEntries(addresses));
  try {
    return await startGateway({ settings: all, ...around });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(settings.PORT);
    throw error;
  }
}
