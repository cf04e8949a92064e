import { isDemo, ProcessSettings } from '#libs/service-kit';
import { join, resolve } from 'node:path';
import { makeFolder, secretOf } from '../embedded/data-folder.js';
import { databaseFor, provisionServices } from '../embedded/database.js';
import { demoKeyFileIn } from '../embedded/demo-key.js';
import { PortTaken } from '../embedded/platform.js';
import { freePort, isFree } from '../embedded/port.js';
import type { EmbeddedPostgres } from '../embedded/postgres.js';
import { SERVICE_DEFINITIONS } from '../embedded/service-definitions.js';
import { Stack } from '../embedded/stack.js';
import type { Broker } from '../kafka/broker.js';
import { startBrokers } from '../kafka/cluster.js';
import { ServiceProcess, type Environment } from './service-process.js';

/** What a topology is to be. */
export interface ProcessesOptions {
  dataDir: string;
  /** Of the one public door; 0 takes a free one. */
  port: number;
  transport: 'postgres' | 'kafka';
  /** How many brokers Kafka has, where facts travel by it. */
  brokers?: 1 | 3;
  /** Administration address of a PostgreSQL of one's own; the embedded one where it is left out. */
  databaseUrl?: string;
  /** Needed outside demo mode. */
  signingKeyFile?: string;
  /** Host of the door, log level, NODE_ENV and demo mode. */
  settings?: Partial<ProcessSettings>;
  /** May change the environment that a process would get, once PostgreSQL and Kafka are up: other addresses, a preload. */
  environmentOf?: (name: string, planned: Environment) => Environment | Promise<Environment>;
  /** Gives up a start that is still under way. */
  giveUp?: AbortSignal;
  /** Hears what the start has come to. */
  onStep?: (says: string) => void;
  /** Hears of each process that ended without being asked to, which is started again. */
  onComplaint?: (says: string) => void;
}

/** All of it, each as its own process, up and ready. */
export interface Processes {
  url: string;
  demo: boolean;
  logFolder: string;
  adminUrl: string;
  /** Undefined where the PostgreSQL is one's own. */
  postgres: EmbeddedPostgres | undefined;
  brokers: Broker[];
  gateway: ServiceProcess;
  services: ServiceProcess[];
  /** A service or the gateway by its name. */
  process(name: string): ServiceProcess;
  /** Starts one more process of a service: it takes its share of the facts, requests go to the first. */
  another(service: string, changed?: Environment): Promise<ServiceProcess>;
  /** Stops the door, then the services, then Kafka, then PostgreSQL; may be called twice. */
  close(): Promise<void>;
}

/** Starts PostgreSQL, Kafka where it is wanted, four services and the gateway; what has started is stopped when one fails. */
export async function startProcesses(options: ProcessesOptions): Promise<Processes> {
  const { transport, onStep = () => undefined, environmentOf = (_, planned) => planned } = options;
  const settings = Object.assign(new ProcessSettings(), options.settings);
  const demo = isDemo(settings);
  const dataDir = resolve(options.dataDir);
  if (options.port !== 0 && !(await isFree(options.port))) throw new PortTaken(options.port);
  const port = options.port || (await freePort());

  const stack = new Stack();
  try {
    onStep('Starting PostgreSQL ...');
    const { adminUrl, postgres, stop } = await databaseFor(dataDir, options.databaseUrl);
    stack.push(stop);
    const urls = await provisionServices(adminUrl, secretOf(dataDir));
    const brokers = transport === 'kafka' ? await startKafka(dataDir, options.brokers ?? 1, onStep) : [];
    stack.push(() => all(brokers, (broker) => broker.stop()));

    onStep('Starting the services ...');
    const logFolder = join(dataDir, 'logs');
    makeFolder(logFolder);
    const shared = inheritedEnvironment(settings);
    const planned = async (name: string, own: Environment) => environmentOf(name, { ...shared, ...own });
    const planOf = async (name: string) =>
      planned(name, {
        PORT: String(await freePort()),
        DATABASE_URL: urls[name]!.run,
        DATABASE_OWNER_URL: urls[name]!.owner,
        JWKS_URL: `http://127.0.0.1:${port}/.well-known/jwks.json`,
        TRANSPORT: transport,
        KAFKA_BROKERS: brokers.map(({ address }) => address).join() || undefined,
        KAFKA_REPLICATION: brokers.length > 0 ? String(brokers.length) : undefined,
      });
    const processOf = (service: string, environment: Environment, name = service) => {
      const process = new ServiceProcess(
        service,
        environment,
        join(logFolder, `${name}.ndjson`),
        name,
        options.onComplaint,
      );
      stack.push(() => process.stop());
      return process;
    };
    const services: ServiceProcess[] = [];
    for (const { name } of SERVICE_DEFINITIONS) services.push(processOf(name, await planOf(name)));
    const gateway = processOf(
      'gateway',
      await planned('gateway', {
        HOST: settings.HOST,
        PORT: String(port),
        SIGNING_KEY_FILE: options.signingKeyFile ?? (demo ? await demoKeyFileIn(join(dataDir, 'keys')) : undefined),
        ...Object.fromEntries(services.map(({ name, url }) => [addressSettingOf(name), url])),
      }),
    );
    options.giveUp?.throwIfAborted();
    const stopAll = () => void all([...services, gateway], (process) => process.stop());
    options.giveUp?.addEventListener('abort', stopAll);
    await all([...services, gateway], (process) => process.start());
    options.giveUp?.removeEventListener('abort', stopAll); // once up, all are stopped in order

    const byName = new Map([...services, gateway].map((process) => [process.name, process]));
    let instances = 1;
    return {
      ...{ url: gateway.url, demo, logFolder, adminUrl, postgres, brokers, gateway, services },
      process: (name) => byName.get(name) ?? noProcess(name),
      another: async (service, changed = {}) => {
        const environment = { ...(await planOf(service)), ...changed };
        const process = processOf(service, environment, `${service}-${(instances += 1)}`);
        await process.start();
        return process;
      },
      close: () => stack.unwind(),
    };
  } catch (error) {
    await stack.unwind().catch(() => undefined);
    throw error;
  }
}

async function startKafka(dataDir: string, count: 1 | 3, onStep: (says: string) => void): Promise<Broker[]> {
  onStep(count === 1 ? 'Starting Kafka ...' : `Starting Kafka, ${count} brokers ...`);
  const ports = [];
  for (let i = 0; i < count; i += 1) ports.push({ port: await freePort(), controllerPort: await freePort() });
  return startBrokers(join(dataDir, `kafka-${count}`), ports);
}

/** What the parent has, such as PATH, but for settings that are each process's own. */
function inheritedEnvironment({ LOG_LEVEL, NODE_ENV, DEMO }: ProcessSettings): Environment {
  const own = { HOST: undefined, SIGNING_KEY_FILE: undefined, DATA_DIR: undefined };
  return { ...process.env, ...own, LOG_LEVEL, NODE_ENV, DEMO: DEMO === undefined ? undefined : String(DEMO) };
}

const addressSettingOf = (service: string) => `${service.toUpperCase().replaceAll('-', '_')}_URL`;

function noProcess(name: string): never {
  throw new Error(`No process is called ${name}.`);
}

/** For each at the same time; the first failure is thrown once all have ended. */
async function all<T>(each: T[], work: (one: T) => Promise<void>): Promise<void> {
  const outcomes = await Promise.allSettled(each.map(work));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
