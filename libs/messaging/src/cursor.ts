import type pg from 'pg';
import type { Position } from './log-source.js';
import { SHARDS } from './shard-of.js';

/** One consumer's place in one shard of one source. */
export interface Place {
  consumer: string;
  source: string;
  shard: number;
}

/** What the cursor row says when a run of facts is about to be applied. */
export interface Advance {
  pos: number;
  epoch: string;
  /** The run followed the cursor without a hole and the cursor now stands at its end. */
  advanced: boolean;
  /** Keys of the run of which an earlier fact is parked. */
  parked_keys: string[];
  fail_count: number;
}

/** The stored positions of all shards; rows are made at 0 where none are. */
export async function positionsOf(pool: pg.Pool, consumer: string, source: string, epoch: string): Promise<Position[]> {
  await pool.query(
    `INSERT INTO cursor (consumer, source, shard, epoch) SELECT $1, $2, s, $3 FROM generate_series(0, ${SHARDS - 1}) AS s
     ON CONFLICT DO NOTHING`,
    [consumer, source, epoch],
  );
  const { rows } = await pool.query<Position & { hint: string | null }>(
    'SELECT shard, pos, hint FROM cursor WHERE consumer = $1 AND source = $2 ORDER BY shard',
    [consumer, source],
  );
  return rows.map(({ shard, pos, hint }) => ({ shard, pos, ...(hint !== null && { hint }) }));
}

/**
 * Moves the cursor over the run (after, upTo], first thing in the transaction of the effect. Moves only where the cursor
 * stands inside or right before the run and the epoch is the known one; says where it stands otherwise. No answer: busy.
 */
export async function advance(
  client: pg.ClientBase | pg.Pool,
  { consumer, source, shard }: Place,
  run: { after: number; upTo: number; epoch: string; hint?: string; keys: string[] },
): Promise<Advance | undefined> {
  const { rows } = await client.query<Advance>({
    name: 'take cursor',
    text: 'SELECT * FROM take_cursor($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [consumer, source, shard, run.after, run.upTo, run.epoch, run.hint ?? null, run.keys],
  });
  return rows[0];
}
