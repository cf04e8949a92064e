import { BetweenProcesses } from './between-processes.js';
import type { ServiceDatabase } from './database.js';
import { KafkaClient, type KafkaSettings } from './kafka/kafka-client.js';
import { KafkaSource } from './kafka/kafka-source.js';
import { Relay } from './kafka/relay.js';
import type { LogSource } from './log-source.js';
import { PgLog } from './pg-log.js';
import { PgSource } from './pg-source.js';
import { wakeUp } from './wake-up.js';

/** What a service needs to exchange facts with others. */
export interface TransportNeeds {
  service: string;
  database: ServiceDatabase;
  /** Address of the database that the services share. */
  url: string;
  /** Given where facts travel over Kafka. */
  kafka: KafkaSettings | undefined;
  /** Whether the other services are in other processes. */
  isApart: boolean;
  /** How long a shard may wait before readiness hears of it. */
  patienceMs?: number;
  report: (error: unknown, where: string) => void;
}

/** The way in which facts travel to and from a service. */
export interface Transport {
  /** Brings a consumer the facts of these owners. */
  source(sources: string[]): LogSource;
  /** Copies the service's own log where the log itself is not what the others read. */
  relay?: Relay;
  start(): void;
  stop(): Promise<void>;
}

/** How many shards of a consumer are worked on at a time. */
const CONCURRENCY = 4;
const STOP_WITHIN_MS = 15_000;

/** The transport that a service is to use. */
export function transportOf(needs: TransportNeeds): Transport {
  return needs.kafka ? overKafka(needs, new KafkaClient(needs.kafka)) : overPostgres(needs);
}

function overPostgres({ service, database, url, isApart, patienceMs, report }: TransportNeeds): Transport {
  const between = isApart ? new BetweenProcesses({ service, url, wakeUp, report }) : undefined;
  return {
    source: (sources) => new PgSource(logsOf(database, sources), wakeUp, CONCURRENCY, report, patienceMs),
    start: () => between?.start(),
    stop: async () => between?.stop(),
  };
}

function overKafka({ service, database, url, patienceMs, report }: TransportNeeds, client: KafkaClient): Transport {
  const relay = new Relay({ service, pool: database.inboxPool, client, wakeUp, report });
  const between = new BetweenProcesses({
    service,
    url,
    onAskedAgain: (shard, after) => relay.goBack(shard, after),
    report,
  });
  return {
    source: (sources) =>
      new KafkaSource({
        client,
        logs: logsOf(database, sources),
        concurrency: CONCURRENCY,
        patienceMs,
        report,
        askAgain: (source, shard, after) => between.askAgain(source, shard, after),
      }),
    relay,
    start() {
      between.start();
      relay.start();
    },
    async stop() {
      await relay.stop(STOP_WITHIN_MS);
      await between.stop();
      await client.close();
    },
  };
}

const logsOf = (database: ServiceDatabase, sources: string[]): PgLog[] =>
  sources.map((source) => new PgLog(database.inboxPool, source));
