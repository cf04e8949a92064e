import type { DeadLetters, EventLogServer, ServiceDatabase } from '#libs/messaging';
import type { Probe } from './health.js';

/** What must hold for a service to be ready. */
export function probesOf(database: ServiceDatabase, letters: DeadLetters, consumers: EventLogServer): Probe[] {
  return [
    { name: 'database', trouble: () => database.query('SELECT 1').then(() => undefined) },
    { name: 'migrations', trouble: () => database.query('SELECT 1 FROM migrations').then(() => undefined) },
    { name: 'consumers', trouble: () => consumersTrouble(consumers) },
    { name: 'parked', trouble: async () => parkedTrouble(await letters.openCount()) },
  ];
}

const parkedTrouble = (open: number) => (open > 0 ? `${open} parked facts wait for an operator` : undefined);

function consumersTrouble(consumers: EventLogServer): string | undefined {
  const still = consumers.health().find((consumer) => !consumer.running);
  if (still) return `${still.consumer} does not run`;
  const waiting = consumers
    .health()
    .flatMap(({ consumer, waiting }) =>
      waiting.map((at) => `${consumer} waits at ${at.source}/${at.shard}: ${at.error}`),
    );
  return waiting[0];
}
