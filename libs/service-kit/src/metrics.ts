import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
// prom-client goes on as @prometheus-io/client, which wants Node 22: when we do, only this import changes.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** From half a millisecond of a read to the patience of the gateway. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** The figures of a process; labels are few and none is about a key or a person (docs/operations.md lists them). */
export class Metrics {
  private readonly registry = new Registry();
  private readonly looks = new Set<() => Promise<void>>();

  readonly consumerRunning = this.gauge('consumer_running', '1 where the consumer runs', ['consumer']);
  readonly consumerLag = this.gauge('consumer_lag_facts', 'Facts not yet applied', ['consumer', 'source']);
  readonly consumerStill = this.gauge(
    'consumer_still_seconds',
    'How long the slowest shard has not got on; 0 where nothing is left to apply',
    ['consumer', 'source'],
  );
  readonly consumerWaiting = this.gauge(
    'consumer_waiting_shards',
    'Shards that stand still, or have waited or worked on one batch for too long',
    ['consumer', 'source'],
  );
  readonly relayLate = this.gauge(
    'relay_late_seconds',
    'How long something has been in the log that Kafka has not got; 0 where it has got all',
    [],
  );
  readonly deadLetters = this.gauge('dead_letters_open', 'Parked facts that wait for an operator', []);
  readonly connections = this.gauge('database_connections', 'Connections to the database', ['pool', 'state']);
  readonly connectionsMax = this.gauge('database_connections_max', 'Connections that a pool may have', ['pool']);
  readonly databaseWaiting = this.gauge('database_waiting', 'Pieces of work that wait for a connection', ['pool']);
  readonly facts = this.counter('facts_appended_total', 'Facts stated', ['type']);
  readonly rejections = this.counter('rejections_total', 'Commands refused by a rule', ['code']);
  private readonly requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Requests, from the first byte to the last',
    labelNames: ['service', 'method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Something to look at whenever somebody asks for the figures; what is returned ends it. */
  onAsked(look: () => Promise<void>): () => void {
    this.looks.add(look);
    return () => this.looks.delete(look);
  }

  /** All figures as they are now, as text for Prometheus. */
  async text(): Promise<{ type: string; text: string }> {
    await Promise.all([...this.looks].map((look) => look()));
    return { type: this.registry.contentType, text: await this.registry.metrics() };
  }

  /** Times every request of an app by its route, never by its address. */
  timeRequests(app: NestFastifyApplication, service: string): void {
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onRequest', async ({ method, routeOptions }: FastifyRequest, reply: FastifyReply) => {
      // Also where the client has gone, which Fastify tells nobody: those are the ones that waited longest.
      reply.raw.once('close', () => {
        const status = reply.raw.writableFinished ? String(reply.statusCode) : 'aborted';
        const labels = { service, method, route: routeOptions.url ?? 'none', status };
        this.requests.observe(labels, reply.elapsedTime / 1_000);
      });
    });
  }

  private gauge<Label extends string>(name: string, help: string, labels: Label[]): Gauge<Label | 'service'> {
    return new Gauge(this.named(name, help, labels));
  }

  private counter<Label extends string>(name: string, help: string, labels: Label[]): Counter<Label | 'service'> {
    return new Counter(this.named(name, help, labels));
  }

  private named<Label extends string>(name: string, help: string, labels: Label[]) {
    const labelNames: (Label | 'service')[] = ['service', ...labels];
    return { name: `inkluderende_${name}`, help, labelNames, registers: [this.registry] };
  }
}
