import { newId } from '#libs/contracts';
import { KafkaClient, Relay, ServiceDatabase, shardOf, WakeUp } from '#libs/messaging';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../embedded/port.js';
import { startPostgres } from '../embedded/postgres.js';
import { provision } from '../embedded/provision.js';
import { startBrokers } from '../kafka/cluster.js';

/** How fast a log is copied to Kafka, beside records of the same size that come from nowhere. */
export interface RelayFigures {
  facts: number;
  factsPerSecond: number;
  baselinePerSecond: number;
}

const FACTS = 40_000;
const AT_ONCE = 500;
const SERVICE = 'ordering';

/** A fact of the usual size: an order of some 600 bytes. */
const DATA = { title: 'Rolls for a meeting', place: 'Town hall', valueOre: 250_000, note: 'x'.repeat(450) };

/** Fills a log, then lets a relay copy it to one real broker. */
export async function measureRelay(folder: string): Promise<RelayFigures> {
  const postgres = await startPostgres(join(folder, 'database'));
  const ports = [{ port: await freePort(), controllerPort: await freePort() }];
  const brokers = await startBrokers(join(folder, 'kafka'), ports).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  const client = new KafkaClient({ brokers: [brokers[0]!.address], clientId: 'bench', replication: 1 });
  try {
    const { run, owner } = (await provision(postgres.adminUrl, 'bench', [{ schema: SERVICE, reads: [] }]))[SERVICE]!;
    const report = (error: unknown) => process.stderr.write(`${String(error)}\n`);
    const database = await ServiceDatabase.open({ schema: SERVICE, url: run, ownerUrl: owner }, [], report);
    await fill(database);
    await client.ensureTopics([SERVICE, 'baseline']);
    await warmUp(client);
    const before = await baseline(client);
    const seconds = await copy(database, client, report);
    const after = await baseline(client);
    await database.close();
    return { facts: FACTS, factsPerSecond: FACTS / seconds, baselinePerSecond: (before + after) / 2 };
  } finally {
    await client.close();
    await Promise.all(brokers.map((broker) => broker.stop()));
    await postgres.stop();
  }
}

async function fill(database: ServiceDatabase): Promise<void> {
  const meta = { occurredAt: new Date().toISOString(), clock: 'wall', correlationId: newId() };
  for (let done = 0; done < FACTS; done += AT_ONCE) {
    const facts = Array.from({ length: AT_ONCE }, () => {
      const key = newId();
      const type = 'no.inkluderendekommune.ordering.OrderPlaced.v1';
      return { shard: shardOf(key), id: newId(), type, key, agg_version: 1, data: DATA, meta };
    });
    await database.query('SELECT append($1::jsonb)', [JSON.stringify(facts)]);
  }
}

async function copy(database: ServiceDatabase, client: KafkaClient, report: (error: unknown) => void): Promise<number> {
  const relay = new Relay({ service: SERVICE, pool: database.inboxPool, client, wakeUp: new WakeUp(), report });
  const started = performance.now();
  relay.start();
  const late = 'SELECT FROM shard LEFT JOIN relay_cursor USING (shard) WHERE head > coalesce(pos, 0)';
  while ((await database.query(late)).length > 0) await pause(20);
  const seconds = (performance.now() - started) / 1000;
  await relay.stop(5_000);
  return seconds;
}

/** A topic that was only just made has no leaders yet for a moment. */
async function warmUp(client: KafkaClient): Promise<void> {
  for (;;) {
    try {
      return void (await baseline(client, AT_ONCE * 10));
    } catch {
      await pause(100);
    }
  }
}

async function baseline(client: KafkaClient, records = FACTS): Promise<number> {
  const record = { key: newId(), value: JSON.stringify(DATA), headers: { ce_type: 'baseline' } };
  const started = performance.now();
  for (let done = 0; done < records; done += AT_ONCE) {
    const share = Math.ceil(AT_ONCE / 16);
    const byShard = new Map(
      Array.from({ length: 16 }, (_, shard) => [shard, Array.from({ length: share }, () => record)]),
    );
    await client.publish('baseline', byShard);
  }
  return records / ((performance.now() - started) / 1000);
}
