import { Inbox, type BatchOutcome, type Consumer, type LogBatch, type RetryPolicy } from '#libs/messaging';
import { setTimeout as pause } from 'node:timers/promises';
import { markOf, type Spoiling } from './spoiling.js';

/** The parts of an inbox that are taken hold of. */
interface InsideInbox {
  failures: { policy: RetryPolicy };
  apply: (this: InsideInbox, consumer: Consumer, batch: LogBatch) => Promise<BatchOutcome>;
}

const BUSY: BatchOutcome = { kind: 'busy' };

/** Lets facts get lost on their way, take long, fail or kill, as the spoiling of this process says at the moment. */
export function spoilInbox(service: string, retry: RetryPolicy, now: () => Spoiling): void {
  const inbox = Inbox.prototype as unknown as InsideInbox;
  const { apply } = inbox;
  const harmed = new WeakMap<Consumer, Consumer>();
  inbox.apply = async function (consumer, batch) {
    this.failures.policy = retry;
    if (!harmed.has(consumer)) harmed.set(consumer, harmedBy(consumer, service, now));
    const { slow, lost = 0 } = now();
    let facts = lost > 0 ? batch.facts.filter(() => Math.random() >= lost) : batch.facts;
    if (slow?.shard === batch.shard) {
      await pause(slow.ms);
      facts = facts.slice(0, 1);
    }
    if (facts.length === 0) return BUSY;
    const outcome = await apply.call(this, harmed.get(consumer)!, { ...batch, facts });
    // The rest of the batch comes again: it was not said to be applied.
    const isCutShort = outcome.kind === 'applied' && outcome.upTo < batch.facts.at(-1)!.pos;
    return isCutShort ? { kind: 'rewind', after: outcome.upTo } : outcome;
  };
}

function harmedBy(consumer: Consumer, service: string, now: () => Spoiling): Consumer {
  const poison = markOf('poison', service);
  const killer = markOf('killer', service);
  const harm = (data: unknown) => {
    if (now().isMended) return;
    const text = JSON.stringify(data);
    if (text.includes(poison)) throw new Error('this order is poison');
    if (text.includes(killer)) process.abort();
  };
  const handlers = [...consumer.handlers].map(([name, handle]) => {
    const heeding = async (data: unknown, context: never) => {
      harm(data);
      return (handle as (data: unknown, context: never) => Promise<unknown>)(data, context);
    };
    return [name, heeding] as const;
  });
  return { ...consumer, handlers: new Map(handlers) } as Consumer;
}
