// Follows the log in a process of its own until it stands at its end: `killer-process.ts <transport> <urls> <poisonous key> <retry policy>`.
import { Inbox, ServiceDatabase, wakeUp, type RetryPolicy } from '#libs/messaging';
import { positionsOf } from '#libs/messaging/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { adder } from './sums.js';
import { transports } from './transports.js';

const [transport, urls, killer, retry] = process.argv.slice(2) as [string, string, string, string];
const { run: url, owner: ownerUrl } = JSON.parse(urls) as { run: string; owner: string };
const database = await ServiceDatabase.open({ schema: 'procurement_compliance', url, ownerUrl }, [], () => undefined);
const report = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const inbox = new Inbox('procurement-compliance', database, wakeUp, JSON.parse(retry) as RetryPolicy, report);
const { source: sourceOf } = transports.find(({ name }) => name === transport)!;
const source = sourceOf({ database, sources: ['ordering'], wakeUp, report });
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
while ((await database.query(late)).length > 0) await pause(10);
await source.stop(1_000);
await database.close();
