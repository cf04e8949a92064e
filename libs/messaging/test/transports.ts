import { newId } from '#libs/contracts';
import {
  KafkaClient,
  KafkaSource,
  PgLog,
  PgSource,
  Relay,
  type LogSource,
  type ServiceDatabase,
  type WakeUp,
} from '#libs/messaging';
import { jarsOrWhyNot, testBroker } from '../../../infra/testing/kafka.js';

type Report = (error: unknown, where: string) => void;

/** What a transport is given to bring a log's facts to a consumer. */
export interface Way {
  database: ServiceDatabase;
  sources: string[];
  report: Report;
  /** How long a shard may wait before readiness hears of it. */
  patienceMs?: number;
  stalledAfterMs?: number;
}

/** What lies between a log and its copy. */
export interface KafkaLine {
  client: KafkaClient;
  relays: Relay[];
  /** The positions that a consumer has asked for once more. */
  askedFor: number[];
  /** Starts one more relay. */
  relay(): Relay;
  /** Stops all relays. */
  hold(): Promise<void>;
}

/** A transport between one log and its consumers. */
export interface Line {
  source(way: Way): LogSource;
  /** Kafka's side of it, where there is one. */
  kafka?: KafkaLine;
  close(): Promise<void>;
}

/** A way in which facts travel; the whole suite runs on each. */
export interface Transport {
  name: 'postgres' | 'kafka';
  /** Lays it from the log of a service. */
  lay(from: { service: string; database: ServiceDatabase; wakeUp: WakeUp; report: Report }): Promise<Line>;
}

const logsOf = ({ database, sources }: Pick<Way, 'database' | 'sources'>) =>
  sources.map((source) => new PgLog(database.inboxPool, source));

/** The end of a line where facts come from the log itself. */
export function fromLog({ database, sources, report, patienceMs }: Way, wakeUp: WakeUp): LogSource {
  return new PgSource(logsOf({ database, sources }), wakeUp, 4, report, patienceMs);
}

/** The end of a line where facts come from Kafka; `askAgain` hears which position is missing. */
export function fromKafka(
  client: KafkaClient,
  { database, sources, report, patienceMs, stalledAfterMs }: Way,
  askAgain: (shard: number, after: number) => Promise<void> = async () => undefined,
): LogSource {
  return new KafkaSource({
    client,
    logs: logsOf({ database, sources }),
    lookEveryMs: 250,
    concurrency: 4,
    report,
    patienceMs,
    stalledAfterMs,
    askAgain: (_, shard, after) => askAgain(shard, after),
  });
}

const postgres: Transport = {
  name: 'postgres',
  lay: async ({ wakeUp }) => ({ source: (way) => fromLog(way, wakeUp), close: async () => undefined }),
};

/** Kafka, at the broker that is named when a line is laid; each line has topics and groups of its own. */
export const kafka = (broker: () => Promise<string>): Transport => ({
  name: 'kafka',
  async lay({ service, database, wakeUp, report }) {
    const settings = { brokers: [await broker()], clientId: 'test', replication: 1, prefix: `${newId()}-` };
    const client = new KafkaClient(settings);
    const line: KafkaLine = {
      client,
      relays: [],
      askedFor: [],
      relay() {
        const relay = new Relay({ service, pool: database.inboxPool, client, wakeUp, report });
        relay.start();
        line.relays.push(relay);
        return relay;
      },
      async hold() {
        await Promise.all(line.relays.splice(0).map((relay) => relay.stop(5_000)));
      },
    };
    line.relay();
    return {
      source: (way) =>
        fromKafka(client, way, async (shard, after) => {
          line.askedFor.push(after + 1);
          line.relays[0]?.goBack(shard, after);
        }),
      kafka: line,
      async close() {
        await line.hold();
        await client.deleteTopics([service]).catch(() => undefined);
        await client.close();
      },
    };
  },
});

const jars = await jarsOrWhyNot();

/** All transports that can be had here. */
export const transports: Transport[] = jars === undefined ? [postgres] : [postgres, kafka(() => testBroker(jars))];
