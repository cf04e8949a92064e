import { Inbox, PgLog, type BatchOutcome, type Consumer, type LogBatch } from '#libs/messaging';
import type pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** A wrong variant of the messaging that the crash test has to catch. It changes what runs, never what is written in libs. */
export interface Mutant {
  says: string;
  /** What the checks must find, at least. */
  caughtBy: RegExp;
  /** Changes the child, before it starts. */
  inProcess(): void;
  /** Changes a service's schema, once, after the first start. */
  inSchema?(schema: string): string;
}

interface Step {
  after: number;
  upTo: number;
  handled: unknown[];
}

interface Place {
  consumer: string;
  source: string;
  shard: number;
}

/** The parts of an inbox that the mutants take hold of. */
interface InsideInbox {
  database: { inboxPool: pg.Pool };
  apply(consumer: Consumer, batch: LogBatch): Promise<BatchOutcome>;
  applyStep(consumer: Consumer, place: Place, batch: LogBatch, step: Step): Promise<BatchOutcome>;
  moveCursor(client: pg.ClientBase | pg.Pool, place: Place, batch: LogBatch, step: Step): Promise<unknown>;
}

/** How wide the gap is through which a kill has to hit. */
const GAP_MS = 40;

function cursorInASecondTransaction(): void {
  const inside = Inbox.prototype as unknown as InsideInbox;
  const { applyStep, moveCursor } = inside;
  inside.moveCursor = async (client, { consumer, source, shard }, batch, { after, upTo }) => {
    const { rows } = await client.query(
      `SELECT pos, epoch, fail_count, pos >= $4 AND pos < $5 AND epoch = $6 AS advanced, '{}'::text[] AS parked_keys
         FROM cursor WHERE consumer = $1 AND source = $2 AND shard = $3 FOR UPDATE SKIP LOCKED`,
      [consumer, source, shard, after, upTo, batch.epoch],
    );
    return rows[0];
  };
  inside.applyStep = async function (consumer, place, batch, step) {
    const outcome = await applyStep.call(this, consumer, place, batch, step);
    if (outcome.kind !== 'applied') return outcome;
    await pause(GAP_MS);
    await moveCursor.call(this, this.database.inboxPool, place, batch, step);
    return outcome;
  };
}

function goesOnOverHoles(): void {
  const inside = Inbox.prototype as unknown as InsideInbox;
  const { apply, moveCursor } = inside;
  inside.moveCursor = function (client, place, batch, step) {
    return moveCursor.call(this, client, place, batch, { ...step, after: -1 });
  };
  inside.apply = async function (consumer, batch) {
    let outcome: BatchOutcome = { kind: 'busy' };
    for (const fact of batch.facts) {
      outcome = await apply.call(this, consumer, { ...batch, facts: [fact] });
      if (outcome.kind !== 'applied') return outcome;
    }
    return outcome;
  };
  const log = PgLog.prototype as unknown as { pool: pg.Pool; schema: string; heads(): Promise<unknown[]> };
  log.heads = async function () {
    const heads = `SELECT shard, coalesce((SELECT max(pos) FROM ${this.schema}.log l WHERE l.shard = s.shard), 0) AS head`;
    return (await this.pool.query(`${heads} FROM ${this.schema}.shard s`)).rows;
  };
}

/** Positions as an identity column gives them: taken at once, visible at commit, and gone after a rollback. */
const positionsFromASequence = (schema: string) => `
  CREATE SEQUENCE ${schema}.mutant START 1000000;
  GRANT USAGE ON SEQUENCE ${schema}.mutant TO ${schema};
  CREATE OR REPLACE FUNCTION ${schema}.append(p jsonb) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO log (shard, pos, id, type, key, agg_version, data, meta)
    SELECT (e->>'shard')::smallint, nextval('${schema}.mutant'), (e->>'id')::uuid, e->>'type', e->>'key',
           (e->>'agg_version')::int, e->'data', e->'meta'
      FROM jsonb_array_elements(p) WITH ORDINALITY AS t(e, ord) ORDER BY ord;
    PERFORM pg_sleep(random() * ${GAP_MS / 1000});
  END $$`;

/** The wrong variants by name. */
export const mutants: Record<string, Mutant> = {
  'cursor-apart': {
    says: 'The cursor is saved in a second transaction, after the effect.',
    caughtBy: /^the witness has (counted|heard) more/,
    inProcess: cursorInASecondTransaction,
  },
  'sequence-positions': {
    says: 'Positions come from a sequence, and the consumer goes on over a hole.',
    caughtBy: /^the witness has (counted|heard) less/,
    inProcess: goesOnOverHoles,
    inSchema: positionsFromASequence,
  },
};
