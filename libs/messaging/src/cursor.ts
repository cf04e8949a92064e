import type pg from 'pg';
import type { Position } from './log-source.js';
import { SHARDS } from './shard-of.js';
import type { Statement } from './statement.js';

/** One consumer's place in one shard of one source. */
export interface Place {
  consumer: string;
  source: string;
  shard: number;
}

/** A place as the key of what is remembered about it. */
export const nameOf = ({ consumer, source, shard }: Place): string => `${consumer} ${source} ${shard}`;

/** Where a consumer stands, by its locked cursor row. */
export interface Standing {
  pos: number;
  epoch: string;
  fail_count: number;
  /** Keys among those asked for of which an earlier fact is parked. */
  parked_keys: string[];
}

/** A run of positions that is applied at once: (after, upTo] of one life of the log. */
export interface Run {
  after: number;
  upTo: number;
  epoch: string;
  hint: string | undefined;
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

/** Locks the cursor row and says where it stands. No answer: somebody else holds it. */
export async function lockCursor(
  client: pg.ClientBase | pg.Pool,
  { consumer, source, shard }: Place,
  keys: string[],
): Promise<Standing | undefined> {
  const { rows } = await client.query<Standing>({
    name: 'lock cursor',
    text: 'SELECT * FROM lock_cursor($1, $2, $3, $4)',
    values: [consumer, source, shard, keys],
  });
  return rows[0];
}

/** Whether a run begins right behind the cursor, or around it, in the life of the log that the cursor knows. */
export const follows = ({ after, upTo, epoch }: Run, at: Standing): boolean =>
  at.pos >= after && at.pos < upTo && at.epoch === epoch;

const MOVE = `UPDATE cursor SET pos = $4, hint = coalesce($5, hint), fail_pos = NULL, fail_count = 0, started = 0,
  started_pos = NULL, started_since = NULL, last_error = NULL, failing_since = NULL, updated_at = now()
  WHERE consumer = $1 AND source = $2 AND shard = $3`;

const moveValues = ({ consumer, source, shard }: Place, { upTo, hint }: Run) => [
  consumer,
  source,
  shard,
  upTo,
  hint ?? null,
];

/** Moves a locked cursor to the end of a run, in the same statement as the effect of a reaction. */
export const movingCursor = (place: Place, run: Run): Statement => ({
  name: 'move cursor',
  text: MOVE,
  values: moveValues(place, run),
});

/**
 * Moves the cursor over facts that the consumer does nothing with; whether it did. It need not wait for the disk: if a crash
 * takes the move back, the same facts are stepped over once more.
 */
export async function stepOver(pool: pg.Pool, place: Place, run: Run): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'step over',
    text: `${MOVE} AND pos >= $6 AND pos < $4 AND epoch = $7::uuid AND set_config('synchronous_commit', 'off', true) = 'off'`,
    values: [...moveValues(place, run), run.after, run.epoch],
  });
  return rowCount === 1;
}
