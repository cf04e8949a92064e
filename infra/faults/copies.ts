import { KafkaClient } from '#libs/messaging';
import { setTimeout as pause } from 'node:timers/promises';
import type { Broker } from '../kafka/broker.js';

const WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 250;

/** Waits until every broker has its copy of everything. */
export async function copiesAreComplete(brokers: Broker[]): Promise<void> {
  const settings = { brokers: brokers.map(({ address }) => address), clientId: 'faults', replication: brokers.length };
  const client = new KafkaClient(settings);
  try {
    for (const deadline = Date.now() + WITHIN_MS; ; await pause(LOOK_EVERY_MS)) {
      const lacking = await client.lacking().catch((error: Error) => [error.message]);
      if (lacking.length === 0) return;
      if (Date.now() > deadline)
        throw new Error(`The brokers do not come together: ${lacking.slice(0, 3).join('; ')}.`);
    }
  } finally {
    await client.close();
  }
}
