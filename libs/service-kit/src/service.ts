import {
  DeadLetters,
  EventLogServer,
  History,
  Inbox,
  isTransient,
  Journal,
  PgLog,
  RestoredLog,
  RethrowFilter,
  schemaOf,
  ServiceDatabase,
  transportOf,
  wakeUp,
  errorLine,
  type RetryPolicy,
} from '#libs/messaging';
import type { Owner } from '#libs/contracts';
import { Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ActorGuard, saysWhatItDoes } from './asked.js';
import { ContractPipe } from './contract-pipe.js';
import { HealthModule } from './health.js';
import { assertRoutes, createHttpApp } from './http-app.js';
import { loggerFor } from './logging.js';
import { observe, type Observation } from './observation.js';
import { openApiOf } from './openapi.js';
import { DemoMode, ServiceCore, type ServiceDefinition } from './service-core.js';
import { measureService } from './service-metrics.js';
import { probesOf } from './service-probes.js';
import { isDemo, kafkaOf, PROCESS_SETTINGS, readSettings, ServiceSettings, WrongSetting } from './settings.js';
import { TokenVerifier } from './token.js';
import { traceRequests } from './trace-requests.js';

export { consumersOf } from './service-at-rest.js';
export { DemoMode, type ServiceDefinition } from './service-core.js';

/** What may be given to a service instead of read from the environment. */
export interface Surroundings {
  settings: ServiceSettings;
  logger?: Logger;
  tokens?: TokenVerifier;
  retry?: RetryPolicy;
  /** How long a shard may wait before the service is not ready. */
  patienceMs?: number;
  /** What watches the process. */
  observation?: Observation;
  /** Whether the other services are in other processes. */
  isApart?: boolean;
  /** Gives up a start that is still waiting for its neighbours. */
  giveUp?: AbortSignal;
}

/** A service that is up. */
export interface RunningService {
  name: string;
  url: string;
  app: NestFastifyApplication;
  database: ServiceDatabase;
  consumers: EventLogServer;
  close(): Promise<void>;
}

const RETRY: RetryPolicy = { most: 8, baseMs: 200, capMs: 60_000 };
const HOUR_MS = 3_600_000;
const LOOK_AGAIN_MS = 20;
const REPORT_EVERY_MS = 5_000;

@Module({})
class ServiceRoot {}

/** Migrates, connects, waits until the neighbours have migrated too, starts the consumers, then opens the door. */
export async function startService(definition: ServiceDefinition, around: Surroundings): Promise<RunningService> {
  const { name, migrations, reads } = definition;
  const { settings } = around;
  const logger = around.logger ?? loggerFor(name, settings.LOG_LEVEL);
  const report = (error: unknown, where = name) => logger.warn({ err: error, where }, errorLine(error));
  const demo = new DemoMode(isDemo(settings));
  const kafka = kafkaOf(settings, name);
  const database = await ServiceDatabase.open(
    { schema: schemaOf(name), url: settings.DATABASE_URL, ownerUrl: settings.DATABASE_OWNER_URL },
    migrations,
    report,
  );
  const { metrics } = around.observation ?? {};
  const tracer = around.observation?.tracerOf(name);
  const journal = new Journal(name, database, wakeUp, tracer, ({ rejected: code }) =>
    metrics?.rejections.inc({ service: name, code }),
  );
  const letters = new DeadLetters(name, database, wakeUp);
  const history = new History(database.pool, [...new Set([name, ...reads])]);
  const inbox = new Inbox(name, database, wakeUp, around.retry ?? RETRY, report, tracer);
  const logs = (sources: Owner[]) => sources.map((source) => new PgLog(database.inboxPool, source));
  const transport = transportOf({
    service: name,
    database,
    url: settings.DATABASE_URL,
    kafka,
    isApart: around.isApart ?? false,
    patienceMs: around.patienceMs,
    report,
  });
  const consumers = new EventLogServer({
    service: name,
    database,
    inbox,
    source: (_, sources) => transport.source(sources),
  });
  const core = ServiceCore.of(database, journal, letters, history, demo);
  const root = {
    module: ServiceRoot,
    imports: [core, definition.module, HealthModule.with(probesOf(database, letters, consumers))],
  };
  const app = await createHttpApp(root, logger, isTransient);
  metrics?.timeRequests(app, name);
  if (tracer) traceRequests(app, tracer);
  app.setGlobalPrefix(`api/${name}`, { exclude: ['health/live', 'health/ready', `api/${name}/openapi.json`] });
  app.useGlobalPipes(new ContractPipe());
  app.useGlobalGuards(
    new ActorGuard(app.get(Reflector), around.tokens ?? new TokenVerifier(new URL(settings.JWKS_URL), demo.on)),
  );
  assertRoutes(app, saysWhatItDoes);
  const microservice = app.connectMicroservice({ strategy: consumers }, { deferInitialization: true });
  microservice.useGlobalFilters(new RethrowFilter());
  serveOpenApi(app, name);
  const measured =
    metrics && measureService(metrics, name, { consumers, letters, database, wakeUp, relay: transport.relay });
  const forgetting = setInterval(() => void journal.forgetOldAnswers().catch(report), HOUR_MS).unref();
  try {
    transport.start();
    await untilReadable(logs(reads), report, around.giveUp);
    await app.startAllMicroservices();
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    await app.close().catch(report);
    await transport.stop();
    await database.close();
    throw error;
  }
  const close = async () => {
    clearInterval(forgetting);
    measured?.();
    await app.close();
    await transport.stop();
    await database.close();
  };
  return { name, url: await app.getUrl(), app, database, consumers, close };
}

/** Services start in any order, and read each other's logs: a log can be read once its owner has migrated. */
async function untilReadable(
  logs: PgLog[],
  report: (error: unknown, where: string) => void,
  giveUp?: AbortSignal,
): Promise<void> {
  for (const log of logs) {
    for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
      giveUp?.throwIfAborted();
      const trouble = await log.epoch().then(
        () => undefined,
        (error: unknown) => error ?? new Error('no answer'),
      );
      if (!trouble) break;
      if (!isNotThereYet(trouble)) throw trouble as Error;
      if (waited % REPORT_EVERY_MS === REPORT_EVERY_MS - LOOK_AGAIN_MS) report(trouble, `waits for ${log.source}`);
      await pause(LOOK_AGAIN_MS);
    }
  }
}

/** PostgreSQL's codes for a table that does not exist and for one that is not granted yet; both come with the migration. */
const isNotThereYet = (error: unknown) =>
  isTransient(error) || ['42P01', '42501'].includes((error as { code?: string }).code ?? '');

/** A service as a process of its own: settings from the environment, a clean stop on SIGTERM and Ctrl-C. */
export async function startStandalone(definition: ServiceDefinition): Promise<void> {
  try {
    const known = [
      ...PROCESS_SETTINGS,
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'JWKS_URL',
      'TRANSPORT',
      'KAFKA_BROKERS',
      'KAFKA_REPLICATION',
      'KAFKA_PREFIX',
    ] as const;
    const settings = readSettings(ServiceSettings, known, process.env);
    const logger = loggerFor(definition.name, settings.LOG_LEVEL);
    const observation = await observe(settings, (trouble) => logger.warn(trouble));
    const service = await startService(definition, { settings, logger, observation, isApart: true });
    const close = () => service.close().then(() => observation.close());
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => void close().then(() => process.exit(0)));
  } catch (error) {
    process.stderr.write(
      `${error instanceof WrongSetting || error instanceof RestoredLog ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exit(1);
  }
}

function serveOpenApi(app: NestFastifyApplication, name: string): void {
  let document: unknown;
  app.getHttpAdapter().get(`/api/${name}/openapi.json`, (_request: unknown, reply: { send(body: unknown): void }) => {
    reply.send((document ??= openApiOf(app, name)));
  });
}
