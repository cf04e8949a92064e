import {
  BODY_LIMIT,
  createHttpApp,
  isDemo,
  loggerFor,
  openApiOf,
  traceRequests,
  type Logger,
  type Observation,
  type Probe,
} from '#libs/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressesIn, SERVICES, type GatewaySettings, type ServiceName } from './gateway-settings.js';
import { GatewayModule } from './gateway.module.js';
import { SigningKey } from './signing-key.js';
import { upstreamProblem, Upstreams } from './upstreams.js';

/** What the gateway is given. */
export interface GatewaySurroundings {
  settings: GatewaySettings;
  logger?: Logger;
  /** Read from SIGNING_KEY_FILE where it is left out. */
  key?: SigningKey;
  /** What watches the process. */
  observation?: Observation;
}

/** A gateway that is up; `close` lets requests finish and may be called twice. */
export interface RunningGateway {
  url: string;
  close(): Promise<void>;
}

const READY_WITHIN_MS = 2_000;

/** Opens the one public door. */
export async function startGateway({
  settings,
  logger,
  key,
  observation,
}: GatewaySurroundings): Promise<RunningGateway> {
  const demo = isDemo(settings);
  const signing = key ?? (await SigningKey.read(settings.SIGNING_KEY_FILE, demo));
  const addresses = addressesIn(settings);
  const upstreams = new Upstreams(addresses, settings.ANSWER_WITHIN_MS);
  // A service that hangs is not ready, long before a request to it would be given up.
  const health = new Upstreams(addresses, Math.min(READY_WITHIN_MS, settings.ANSWER_WITHIN_MS));
  const probes = SERVICES.map((name): Probe => ({ name, trouble: () => troubleOf(health, name) }));
  const app = await createHttpApp(
    GatewayModule.with(upstreams, signing, demo, probes),
    logger ?? loggerFor('gateway', settings.LOG_LEVEL),
    undefined,
    upstreamProblem,
  );
  observation?.metrics?.timeRequests(app, 'gateway');
  const tracer = observation?.tracerOf('gateway');
  if (tracer) traceRequests(app, tracer);
  // Bodies go through unread, whatever they say they are: the service answers for them.
  app.getHttpAdapter().getInstance().removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT });
  serveOpenApi(app);
  const stop = async () => {
    await app.close();
    await Promise.all([upstreams.close(), health.close()]);
  };
  try {
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    await stop();
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return { url: await app.getUrl(), close: () => (stopping ??= stop()) };
}

function serveOpenApi(app: NestFastifyApplication): void {
  let document: unknown;
  app.getHttpAdapter().get('/api/gateway/openapi.json', (_request: FastifyRequest, reply: FastifyReply) => {
    reply.send((document ??= openApiOf(app, 'gateway')));
  });
}

/** Why a service is not ready, in its own words. */
async function troubleOf(upstreams: Upstreams, name: ServiceName): Promise<string | undefined> {
  const { status, answer } = await upstreams.ask(name, '/health/ready');
  if (status === 200) return undefined;
  const checks = (answer as { checks?: { name: string; why?: string }[] } | undefined)?.checks ?? [];
  const why = checks.filter((check) => check.why !== undefined).map((check) => `${check.name}: ${check.why}`);
  return why.length > 0 ? why.join('; ') : `answers ${status}`;
}
