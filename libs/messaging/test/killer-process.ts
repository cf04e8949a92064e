// Follows the log in a process of its own until it stands at its end: `killer-process.ts <Kafka's settings, if any> <urls> <poisonous key> <retry policy>`.
import { Inbox, KafkaClient, ServiceDatabase, wakeUp, type KafkaSettings, type RetryPolicy } from '#libs/messaging';
import { positionsOf } from '#libs/messaging/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { adder } from './sums.js';
import { fromKafka, fromLog } from './transports.js';

const [kafka, urls, killer, retry] = process.argv.slice(2) as [string, string, string, string];
const { run: url, owner: ownerUrl } = JSON.parse(urls) as { run: string; owner: string };
const database = await ServiceDatabase.open({ schema: 'procurement_compliance', url, ownerUrl }, [], () => undefined);
const report = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const inbox = new Inbox('procurement-compliance', database, wakeUp, JSON.parse(retry) as RetryPolicy, report);
const way = { database, sources: ['ordering'], report };
const client = kafka ? clientOf(JSON.parse(kafka) as KafkaSettings) : undefined;
const source = client ? fromKafka(client, way) : fromLog(way, wakeUp);
const consumer = adder((fact) => {
  if (fact.key === killer && (fact.data as { nr: number }).nr === 1) process.kill(process.pid, 'SIGKILL');
});

await source.start({
  consumer: 'adder',
  sources: ['ordering'],
  positions: (from, epoch) => positionsOf(database.inboxPool, 'adder', from, epoch),
  knows: (name) => consumer.handlers.has(name),
  onBatch: (batch) => inbox.apply(consumer, batch),
});
const late = `SELECT 1 FROM ordering.shard s JOIN cursor c USING (shard) WHERE c.pos < s.head`;
const begun = `SELECT 1 FROM cursor`;
while ((await database.query(begun)).length === 0 || (await database.query(late)).length > 0) await pause(10);
await source.stop(1_000);
await client?.close();
await database.close();

/** In a group of its own: a group would wait for the member that was killed. Positions are the consumer's all the same. */
function clientOf(settings: KafkaSettings): KafkaClient {
  const client = new KafkaClient(settings);
  const consumer = client.consumer.bind(client);
  client.consumer = (group, owners) => consumer(`${group}-${process.pid}`, owners);
  return client;
}
