import { isRejection } from '#libs/decider';
import type pg from 'pg';
import type { Cause } from './cause.js';
import type { Consumer } from './consumer.js';
import { advance, type Place } from './cursor.js';
import type { ServiceDatabase } from './database.js';
import type { FactEnvelope } from './envelope.js';
import { Failures, type RetryPolicy } from './failed-step.js';
import type { BatchOutcome, LogBatch } from './log-source.js';
import { park } from './parking.js';
import { solo } from './solo.js';
import { commit, together, withClient } from './together.js';
import { Transaction, type NumberedFact } from './transaction.js';
import type { WakeUp } from './wake-up.js';

/** A run of facts that is applied in one transaction, and those of them that the consumer knows. */
interface Step {
  after: number;
  upTo: number;
  handled: FactEnvelope[];
}

/** Applies facts of other services exactly once: the cursor moves in the transaction of the effect. */
export class Inbox {
  private readonly proven = new Set<string>();
  private readonly failures: Failures;

  constructor(
    private readonly service: string,
    private readonly database: ServiceDatabase,
    private readonly wakeUp: WakeUp,
    retry: RetryPolicy,
    private readonly report: (error: unknown, where: string) => void,
  ) {
    this.failures = new Failures(database.inboxPool, retry);
  }

  /** Applies a batch as far as it goes. */
  async apply(consumer: Consumer, batch: LogBatch): Promise<BatchOutcome> {
    const place: Place = { consumer: consumer.name, source: batch.source, shard: batch.shard };
    const name = `${place.consumer} ${place.source} ${place.shard}`;
    if (!this.proven.has(name)) {
      const first = firstHandled(consumer, batch);
      const outcome = first && (await solo.alone(() => this.prove(consumer, place, batch, first)));
      if (outcome && outcome.kind !== 'applied') return outcome;
      this.proven.add(name);
    }
    let upTo = batch.facts[0]!.pos - 1;
    for (const step of stepsOf(consumer, batch)) {
      const outcome = await solo.together(() => this.attempt(consumer, place, batch, step));
      if (outcome.kind !== 'applied') return outcome;
      upTo = outcome.upTo;
    }
    const hole = holeIn(batch);
    return hole === undefined ? { kind: 'applied', upTo } : { kind: 'rewind', after: hole - 1 };
  }

  /** The first fact after a start, alone: if it killed the process several times over at least a minute it is parked. */
  private async prove(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    if (await this.failures.isKiller(place, step.upTo)) {
      return this.parkStep(place, batch, step, 'killed the process', undefined);
    }
    return this.attempt(consumer, place, batch, step);
  }

  private async attempt(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    try {
      return await this.applyStep(consumer, place, batch, step);
    } catch (error) {
      if (step.handled.length > 1) return this.oneByOne(consumer, place, batch, step);
      const verdict = await this.failures.judge(place, step.upTo, error);
      this.report(error, `${place.consumer} on ${place.source}/${place.shard} at ${step.upTo}`);
      if (verdict.kind === 'park') return this.parkStep(place, batch, step, verdict.reason, error);
      return { kind: 'backoff', untilMs: Date.now() + verdict.waitMs };
    }
  }

  /** A batch failed: each fact again in a transaction of its own, up to the one that fails. */
  private async oneByOne(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    let after = step.after;
    for (const fact of step.handled) {
      const outcome = await this.attempt(consumer, place, batch, { after, upTo: fact.pos, handled: [fact] });
      if (outcome.kind !== 'applied') return outcome;
      after = fact.pos;
    }
    return this.attempt(consumer, place, batch, { after, upTo: step.upTo, handled: [] });
  }

  private async applyStep(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    if (step.after >= step.upTo) return { kind: 'applied', upTo: step.upTo };
    const { outcome, shards } = await withClient(this.database.inboxPool, async (client) => {
      const [, at] = await together([client.query('BEGIN'), this.moveCursor(client, place, batch, step)]);
      if (at?.advanced !== true) {
        await client.query('ROLLBACK');
        return { outcome: standing(at, batch, step), shards: [] };
      }
      const fresh = step.handled.filter((fact) => fact.pos > at.pos);
      const free = fresh.filter((fact) => !at.parked_keys.includes(fact.key));
      const effects =
        consumer.kind === 'reaction' ? await react(client, consumer, free) : await project(client, consumer, free);
      const behind = fresh
        .filter((fact) => !free.includes(fact))
        .map((fact) => park(client, place, fact, { reason: 'behind', behind: true }));
      await together([...behind, ...effects.writes, commit(client)]);
      return { outcome: { kind: 'applied', upTo: step.upTo } as BatchOutcome, shards: effects.shards };
    });
    this.wakeUp.signal(this.service, shards);
    return outcome;
  }

  protected moveCursor(client: pg.ClientBase, place: Place, batch: LogBatch, step: Step) {
    const keys = step.handled.map((fact) => fact.key);
    return advance(client, place, { after: step.after, upTo: step.upTo, epoch: batch.epoch, hint: batch.hint, keys });
  }

  private async parkStep(
    place: Place,
    batch: LogBatch,
    step: Step,
    reason: string,
    error: unknown,
  ): Promise<BatchOutcome> {
    return withClient(this.database.inboxPool, async (client) => {
      const [, at] = await together([client.query('BEGIN'), this.moveCursor(client, place, batch, step)]);
      if (at?.advanced !== true) {
        await client.query('ROLLBACK');
        return standing(at, batch, step);
      }
      const letters = step.handled.map((fact) =>
        park(client, place, fact, { reason, error, attempts: at.fail_count, notice: this.service }),
      );
      await together([...letters, commit(client)]);
      return { kind: 'applied', upTo: step.upTo };
    });
  }
}

/** Lets a reaction decide; the statements it comes to are sent by the one who holds the transaction. */
export async function reactTo(client: pg.PoolClient, consumer: Consumer & { kind: 'reaction' }, fact: FactEnvelope) {
  const tx = new Transaction(client);
  let facts: NumberedFact[] | undefined;
  const cause: Cause = {
    now: fact.occurredAt,
    clock: fact.clock,
    fact,
    async decide(work) {
      if (facts) throw new Error('a reaction decides once per fact');
      const decision = await work(tx);
      facts = isRejection(decision) ? [] : tx.fold(decision);
    },
  };
  await consumer.handlers.get(fact.name)!(fact.data, cause);
  const { occurredAt, clock, correlationId } = fact;
  return tx.write(facts ?? [], { occurredAt, clock, correlationId, causationId: fact.id });
}

async function react(client: pg.PoolClient, consumer: Consumer & { kind: 'reaction' }, [fact]: FactEnvelope[]) {
  return fact ? reactTo(client, consumer, fact) : { writes: [], shards: [] };
}

/** Asks a projection for the rows of every fact, then sends them in the order of the facts without waiting between. */
export async function project(
  client: pg.PoolClient,
  consumer: Consumer & { kind: 'projection' },
  facts: FactEnvelope[],
) {
  const rows = await Promise.all(facts.map((fact) => consumer.handlers.get(fact.name)!(fact.data, fact)));
  return { writes: rows.flat().map((write) => client.query(write)), shards: [] };
}

function standing(at: Awaited<ReturnType<typeof advance>>, batch: LogBatch, step: Step): BatchOutcome {
  if (!at) return { kind: 'busy' };
  if (at.epoch !== batch.epoch)
    throw new Error(`${batch.source} has another epoch than this consumer's cursor: an operator has to reset it`);
  return at.pos >= step.upTo ? { kind: 'applied', upTo: at.pos } : { kind: 'rewind', after: at.pos };
}

/** The position that is missing inside a batch, if one is. */
function holeIn({ facts }: LogBatch): number | undefined {
  const at = facts.findIndex((fact, i) => i > 0 && fact.pos !== facts[i - 1]!.pos + 1);
  return at === -1 ? undefined : facts[at - 1]!.pos + 1;
}

function unbroken(batch: LogBatch): FactEnvelope[] {
  const hole = holeIn(batch);
  return hole === undefined ? batch.facts : batch.facts.filter((fact) => fact.pos < hole);
}

/** Reactions: one known fact per step, with the unknown ones before it. Projections: the whole batch in one step. */
function stepsOf(consumer: Consumer, batch: LogBatch): Step[] {
  const facts = unbroken(batch);
  const known = facts.filter((fact) => consumer.handlers.has(fact.name));
  const last = facts.at(-1)!.pos;
  let after = facts[0]!.pos - 1;
  if (consumer.kind === 'projection') return [{ after, upTo: last, handled: known }];
  const steps = known.map((fact) => {
    const step = { after, upTo: fact.pos, handled: [fact] };
    after = fact.pos;
    return step;
  });
  return after < last ? [...steps, { after, upTo: last, handled: [] }] : steps;
}

function firstHandled(consumer: Consumer, batch: LogBatch): Step | undefined {
  const fact = unbroken(batch).find(({ name }) => consumer.handlers.has(name));
  return fact && { after: batch.facts[0]!.pos - 1, upTo: fact.pos, handled: [fact] };
}
