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
  client: pg.ClientBase,
  place: Place,
  run: { after: number; upTo: number; epoch: string; hint?: string; keys: string[] },
): Promise<Advance | undefined> {
  const { rows } = await client.query<Advance>({
    name: 'advance cursor',
    text: `WITH c AS (SELECT pos, epoch, fail_count FROM cursor
                       WHERE consumer = $1 AND source = $2 AND shard = $3 FOR UPDATE SKIP LOCKED),
                u AS (UPDATE cursor SET pos = $5, hint = coalesce($7, cursor.hint), fail_pos = NULL, fail_count = 0,
                             started = 0, started_pos = NULL, started_since = NULL, retry_at = NULL, last_error = NULL,
                             updated_at = now()
                        FROM c WHERE consumer = $1 AND source = $2 AND shard = $3
                         AND c.pos >= $4 AND c.pos < $5 AND c.epoch = $6::uuid RETURNING 1)
           SELECT c.pos, c.epoch, c.fail_count, EXISTS (SELECT FROM u) AS advanced,
                  ARRAY(SELECT DISTINCT d.key FROM dead_letter d WHERE d.consumer = $1 AND d.source = $2
                           AND d.key = ANY ($8::text[]) AND d.resolved_at IS NULL) AS parked_keys
             FROM c`,
    values: [place.consumer, place.source, place.shard, run.after, run.upTo, run.epoch, run.hint ?? null, run.keys],
  });
  return rows[0];
}
