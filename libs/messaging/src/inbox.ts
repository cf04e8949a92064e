import { NO_TRACES, traced, traceparentOf, type Tracer } from '#libs/tracing';
import type pg from 'pg';
import type { Consumer } from './consumer.js';
import { follows, lockCursor, movingCursor, nameOf, stepOver, type Place, type Run, type Standing } from './cursor.js';
import type { ServiceDatabase } from './database.js';
import { effectsOf, type Store } from './effects.js';
import type { FactEnvelope } from './envelope.js';
import { Failures, type RetryPolicy } from './failed-step.js';
import { errorLine } from './failures.js';
import type { BatchOutcome, LogBatch } from './log-source.js';
import { park } from './parking.js';
import { solo } from './solo.js';
import { processing } from './spans.js';
import { stepsOf, unbroken, type Step } from './steps.js';
import { alongside, commit, together, withClient } from './together.js';
import type { News, WakeUp } from './wake-up.js';

/** Applies facts of other services exactly once: the cursor moves in the transaction of the effect. */
export class Inbox {
  /** Places that have got on since the start, by name; and those where something is parked. */
  private readonly proven = new Set<string>();
  private readonly parkedAt = new Set<string>();
  private readonly failures: Failures;

  constructor(
    private readonly service: string,
    private readonly database: ServiceDatabase,
    private readonly wakeUp: WakeUp,
    retry: RetryPolicy,
    private readonly report: (error: unknown, where: string) => void,
    private readonly tracer: Tracer = NO_TRACES,
  ) {
    this.failures = new Failures(database.inboxPool, retry);
  }

  /** Applies a batch as far as it goes. */
  async apply(consumer: Consumer, batch: LogBatch): Promise<BatchOutcome> {
    const place: Place = { consumer: consumer.name, source: batch.source, shard: batch.shard };
    const name = nameOf(place);
    const { facts, hole } = unbroken(batch.facts);
    let upTo = facts[0]!.pos - 1;
    for (const step of stepsOf(consumer, facts, this.proven.has(name))) {
      if (step.upTo <= upTo) continue;
      const isFirst = !this.proven.has(name) && step.handled.length > 0;
      const outcome = isFirst
        ? await this.prove(consumer, place, batch, step)
        : await solo.together(() => this.attempt(consumer, place, batch, step));
      if (outcome.kind !== 'applied') return outcome;
      if (isFirst) this.proven.add(name);
      upTo = outcome.upTo;
    }
    return hole === undefined ? { kind: 'applied', upTo } : { kind: 'rewind', after: hole - 1 };
  }

  /** The first fact of a place after a start; if an earlier process did not live to end it, it is tried alone. */
  private async prove(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    const trial = await this.failures.begin(place, positionOf(step));
    if (!trial) return { kind: 'busy' };
    if (trial.hasParked) this.parkedAt.add(nameOf(place));
    const outcome = trial.isSuspect
      ? await solo.alone(() => this.tryAlone(consumer, place, batch, step))
      : await solo.together(() => this.attempt(consumer, place, batch, step));
    if (outcome.kind !== 'applied') await this.failures.outlive(place, positionOf(step));
    return outcome;
  }

  /** A fact that killed the process several times, alone and over at least a minute, is parked. */
  private async tryAlone(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    const isKiller = await this.failures.isKiller(place);
    if (isKiller === undefined) return { kind: 'busy' };
    if (isKiller) return this.parkStep(place, batch, step, 'killed the process', undefined);
    return this.attempt(consumer, place, batch, step);
  }

  private async attempt(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome> {
    try {
      return await this.applyStep(consumer, place, batch, step);
    } catch (error) {
      if (step.handled.length > 1) return this.oneByOne(consumer, place, batch, step);
      const verdict = await this.failures.judge(place, positionOf(step), error);
      this.report(error, `${place.consumer} on ${place.source}/${place.shard} at ${positionOf(step)}`);
      if (verdict.kind === 'park') return this.parkStep(place, batch, step, verdict.reason, error);
      return { kind: 'backoff', untilMs: Date.now() + verdict.waitMs, why: errorLine(error) };
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
    const run = runOf(batch, step);
    const { inboxPool } = this.database;
    if (step.handled.length === 0) {
      if (await stepOver(inboxPool, place, run)) return { kind: 'applied', upTo: step.upTo };
      return standing(await lockCursor(inboxPool, place, []), run, batch.source);
    }
    const { outcome, news } = await traced(this.tracer, processing(consumer, place, step.handled), (span) =>
      this.applied(consumer, place, run, step, traceparentOf(span)),
    );
    this.wakeUp.signal(this.service, news);
    return outcome;
  }

  private applied(consumer: Consumer, place: Place, run: Run, step: Step, traceparent: string | undefined) {
    return withClient(this.database.inboxPool, async (client): Promise<{ outcome: BatchOutcome; news: News }> => {
      const effectsHere = (facts: FactEnvelope[]) => effectsOf(client, consumer, facts, traceparent);
      // What may follow a parked fact is not tried before that is known.
      const isParkedHere = this.parkedAt.has(nameOf(place));
      const [at, effects] = await alongside(this.look(client, place, step), () =>
        isParkedHere ? undefined : effectsHere(step.handled),
      );
      if (!at || !follows(run, at)) {
        await client.query('ROLLBACK');
        return { outcome: standing(at, run, place.source), news: [] };
      }
      const fresh = step.handled.filter((fact) => fact.pos > at.pos);
      const free = fresh.filter((fact) => !at.parked_keys.includes(fact.key));
      if (free.length < fresh.length) this.parkedAt.add(nameOf(place));
      const store = free.length > 0 ? (effects() ?? (await effectsHere(free))) : onlyMove(client);
      const { written, news } = store(movingCursor(place, run), free);
      const behind = fresh.filter((fact) => !free.includes(fact));
      const parked = behind.map((fact) => park(client, place, fact, { reason: 'behind', behind: true }));
      await commit(client, [...written, ...parked]);
      return { outcome: { kind: 'applied', upTo: step.upTo }, news };
    });
  }

  private async look(client: pg.PoolClient, place: Place, { handled }: Step) {
    const keys = handled.map((fact) => fact.key);
    return (await together([client.query('BEGIN'), lockCursor(client, place, keys)]))[1];
  }

  private async parkStep(
    place: Place,
    batch: LogBatch,
    step: Step,
    reason: string,
    error: unknown,
  ): Promise<BatchOutcome> {
    this.parkedAt.add(nameOf(place));
    return withClient(this.database.inboxPool, async (client) => {
      const run = runOf(batch, step);
      const at = await this.look(client, place, step);
      if (!at || !follows(run, at)) {
        await client.query('ROLLBACK');
        return standing(at, run, batch.source);
      }
      const letters = step.handled.map((fact) =>
        park(client, place, fact, { reason, error, attempts: at.fail_count, notice: this.service }),
      );
      await commit(client, [client.query(movingCursor(place, run)), ...letters]);
      return { kind: 'applied', upTo: step.upTo };
    });
  }
}

const onlyMove =
  (client: pg.PoolClient): Store =>
  (beside) => ({ written: [client.query(beside)], news: [] });

const runOf = ({ epoch, hintAt }: LogBatch, { after, upTo }: Step): Run => ({
  after,
  upTo,
  epoch,
  hint: hintAt?.(upTo),
});

/** What a step's failures are counted under: the fact itself, since the end of a step moves as the log grows. */
const positionOf = (step: Step): number => step.handled[0]?.pos ?? step.upTo;

function standing(at: Standing | undefined, { upTo, epoch }: Run, source: string): BatchOutcome {
  if (!at) return { kind: 'busy' };
  if (at.epoch !== epoch) {
    return {
      kind: 'stopped',
      why: `the log of ${source} has another epoch than this consumer's cursor: an operator has to set it`,
    };
  }
  return at.pos >= upTo ? { kind: 'applied', upTo: at.pos } : { kind: 'rewind', after: at.pos };
}
