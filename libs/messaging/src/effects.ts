import { isRejection } from '#libs/decider';
import type pg from 'pg';
import type { Cause } from './cause.js';
import { handlerOf, understood, type Consumer } from './consumer.js';
import type { FactEnvelope } from './envelope.js';
import type { Statement } from './statement.js';
import { Transaction, type NumberedFact } from './transaction.js';
import type { News } from './wake-up.js';

/** Sends the writes of an effect, for those facts that it may be had for; `beside` is written in the same transaction. */
export type Store = (beside: Statement, free: FactEnvelope[]) => { written: Promise<unknown>[]; news: News };

/** Finds out what follows from facts, without writing any of it; what a reaction states is caused by the span named. */
export function effectsOf(
  client: pg.PoolClient,
  consumer: Consumer,
  facts: FactEnvelope[],
  traceparent = facts[0]!.traceparent,
): Promise<Store> {
  return consumer.kind === 'reaction'
    ? react(client, consumer, facts[0]!, traceparent)
    : project(client, consumer, facts);
}

/** Lets a reaction decide; all that it comes to is one statement. */
async function react(
  client: pg.PoolClient,
  consumer: Consumer & { kind: 'reaction' },
  written: FactEnvelope,
  traceparent: string | undefined,
): Promise<Store> {
  const fact = understood(written);
  const tx = new Transaction(client);
  let decided: Promise<NumberedFact[]> | undefined;
  const cause: Cause = {
    now: fact.occurredAt,
    clock: fact.clock,
    fact,
    decide(work) {
      if (decided) throw new Error('a reaction decides once per fact');
      decided = (async () => {
        const decision = await work(tx);
        return isRejection(decision) ? [] : tx.fold(decision);
      })();
      const done = decided.then(() => undefined);
      // A handler that does not wait for it hears of its failure no less: below.
      done.catch(() => undefined);
      return done;
    },
  };
  try {
    await handlerOf(consumer, fact)(fact.data, cause);
  } finally {
    // Also what the handler did not wait for ends before its transaction does.
    await Promise.allSettled([decided]);
  }
  const { occurredAt, clock, correlationId } = fact;
  const meta = { occurredAt, clock, correlationId, causationId: fact.id, traceparent };
  const facts = (await decided) ?? [];
  return (beside) => {
    const { written, news } = tx.write(facts, meta, beside);
    return { written: [written!], news };
  };
}

/** Asks a projection for the rows of every fact; they are sent in the order of the facts without waiting between. */
async function project(
  client: pg.PoolClient,
  consumer: Consumer & { kind: 'projection' },
  facts: FactEnvelope[],
): Promise<Store> {
  const rowsOf = async (fact: FactEnvelope) => handlerOf(consumer, fact)(fact.data, fact);
  const rows = await Promise.all(facts.map(async (fact) => rowsOf(understood(fact))));
  return (beside, free) => {
    const writes = facts.flatMap((fact, i) => (free.includes(fact) ? rows[i]! : []));
    return { written: [beside, ...writes].map((write) => client.query(write)), news: [] };
  };
}
