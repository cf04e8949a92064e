import type { DeadLetters, EventLogServer, ServiceDatabase, Transport, WakeUp } from '#libs/messaging';
import { setTimeout as pause } from 'node:timers/promises';
import type { Metrics } from './metrics.js';

interface Measured {
  consumers: EventLogServer;
  letters: DeadLetters;
  database: ServiceDatabase;
  wakeUp: WakeUp;
  relay: Transport['relay'];
}

/** A database that does not answer must not keep back the figures that say so. */
const COUNT_WITHIN_MS = 2_000;

/** Lets a service's figures be asked for, from where its readiness has them too; what is returned ends it. */
export function measureService(metrics: Metrics, service: string, measured: Measured): () => void {
  const { consumers, letters, database, wakeUp, relay } = measured;
  const ends = [
    // A twin of this service in another process counts its own.
    wakeUp.on(service, (news, isOurs) => {
      if (isOurs) for (const { name: type } of news) metrics.facts.inc({ service, type });
    }),
    metrics.onAsked(async () => {
      setConsumers(metrics, service, consumers);
      setConnections(metrics, service, database);
      if (relay) metrics.relayLate.set({ service }, secondsSince(relay.health().lateSince));
      const open = await countOf(letters);
      if (open === undefined) metrics.deadLetters.remove({ service });
      else metrics.deadLetters.set({ service }, open);
    }),
  ];
  return () => ends.forEach((end) => end());
}

function setConsumers(metrics: Metrics, service: string, consumers: EventLogServer): void {
  for (const { consumer, running, logs, waiting } of consumers.health()) {
    metrics.consumerRunning.set({ service, consumer }, running ? 1 : 0);
    for (const { source, lag, stillMs } of logs) {
      const labels = { service, consumer, source };
      metrics.consumerLag.set(labels, lag);
      metrics.consumerStill.set(labels, stillMs / 1_000);
      metrics.consumerWaiting.set(labels, waiting.filter((at) => at.source === source).length);
    }
  }
}

function setConnections(metrics: Metrics, service: string, { pool: doors, inboxPool: inbox }: ServiceDatabase): void {
  for (const [pool, { totalCount, idleCount, waitingCount, options }] of Object.entries({ doors, inbox })) {
    metrics.connections.set({ service, pool, state: 'in-use' }, totalCount - idleCount);
    metrics.connections.set({ service, pool, state: 'idle' }, idleCount);
    metrics.connectionsMax.set({ service, pool }, options.max);
    metrics.databaseWaiting.set({ service, pool }, waitingCount);
  }
}

const secondsSince = (moment: number | undefined) => (moment === undefined ? 0 : (Date.now() - moment) / 1_000);

/** Nothing where it cannot be known: an absent figure is no zero. */
function countOf(letters: DeadLetters): Promise<number | undefined> {
  const counted = letters.openCount().catch(() => undefined);
  return Promise.race([counted, pause(COUNT_WITHIN_MS, undefined, { ref: false })]);
}
