import { PgLog, PgSource, type LogSource, type ServiceDatabase, type WakeUp } from '#libs/messaging';

/** What a transport is given to bring a log's facts to a consumer. */
export interface Way {
  database: ServiceDatabase;
  sources: string[];
  wakeUp: WakeUp;
  report: (error: unknown, where: string) => void;
  /** How long a shard may wait before readiness hears of it. */
  patienceMs?: number;
}

/** A way in which facts travel; the whole suite runs on each. */
export interface Transport {
  name: string;
  source: (way: Way) => LogSource;
}

/** All transports there are. */
export const transports: Transport[] = [
  {
    name: 'postgres',
    source: ({ database, sources, wakeUp, report, patienceMs }) =>
      new PgSource(
        sources.map((source) => new PgLog(database.inboxPool, source)),
        wakeUp,
        4,
        report,
        patienceMs,
      ),
  },
];
