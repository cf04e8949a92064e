import type pg from 'pg';
import { schemaOf } from './database.js';

/** Which facts of a log Kafka is to get once more: of one shard or all, from a position on. */
export interface Republished {
  shard?: number;
  from: number;
}

/** Sets the relay back, so that it copies facts to Kafka once more, which consumers know by their positions; in how many shards. */
export async function republish(pool: pg.Pool, source: string, { shard, from }: Republished): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE ${schemaOf(source)}.relay_cursor SET pos = least(pos, $1::bigint - 1) WHERE $2::int IS NULL OR shard = $2`,
    [from, shard ?? null],
  );
  return rowCount!;
}
