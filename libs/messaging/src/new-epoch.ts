import type pg from 'pg';
import { schemaOf } from './database.js';
import { withClient } from './together.js';

/** A place from which more has been applied than the log still has. */
export interface Beyond {
  consumer: string;
  shard: number;
  applied: number;
  head: number;
}

/** A fact that some service has told because of one that is gone. */
export interface Orphan {
  service: string;
  key: string;
  type: string;
  pos: number;
}

/** What a new epoch came to. */
export interface NewEpoch {
  epoch: string;
  /** How many places of consumers have been set to the new epoch. */
  places: number;
  beyond: Beyond[];
  orphans: Orphan[];
  /** Facts that were put aside and are gone; given up, so that nothing more is parked behind them. */
  letters: number;
}

/**
 * Gives a log that was restored a new life: what it tells from now on has positions of the new epoch, and every consumer goes
 * on behind what is left. The relay sees the new epoch by itself. As administrator; readers are the schemas with cursors.
 */
export async function beginNewEpoch(pool: pg.Pool, source: string, readers: string[], by: string): Promise<NewEpoch> {
  const own = schemaOf(source);
  return withClient(pool, async (client) => {
    await client.query('BEGIN');
    // Nothing is told meanwhile.
    await client.query(`SELECT FROM ${own}.shard ORDER BY shard FOR UPDATE`);
    const orphans = await orphansOf(client, own, readers);
    const { rows } = await client.query<{ epoch: string }>(
      `UPDATE ${own}.meta SET epoch = gen_random_uuid(), lives_in = ${own}.log_home() RETURNING epoch`,
    );
    const { epoch } = rows[0]!;
    const result: NewEpoch = { epoch, places: 0, beyond: [], orphans, letters: 0 };
    for (const reader of readers) {
      const places = await client.query<{ consumer: string; shard: number; applied: number; head: number }>(
        `WITH was AS (SELECT consumer, shard, pos FROM ${reader}.cursor WHERE source = $1 FOR UPDATE)
         UPDATE ${reader}.cursor c SET epoch = $2, pos = least(c.pos, s.head), hint = NULL, fail_pos = NULL, fail_count = 0,
                started = 0, started_pos = NULL, started_since = NULL, last_error = NULL, failing_since = NULL
           FROM was JOIN ${own}.shard s USING (shard) WHERE c.source = $1 AND (c.consumer, c.shard) = (was.consumer, was.shard)
         RETURNING c.consumer, c.shard, was.pos::int AS applied, s.head::int AS head`,
        [source, epoch],
      );
      const letters = await client.query(
        `UPDATE ${reader}.dead_letter d SET resolved_at = now(), resolved_by = $2, resolution = 'discarded: gone with the log'
           FROM ${own}.shard s WHERE d.source = $1 AND s.shard = d.shard AND d.pos > s.head AND d.resolved_at IS NULL`,
        [source, by],
      );
      result.places += places.rowCount!;
      result.beyond.push(...places.rows.filter(({ applied, head }) => applied > head));
      result.letters += letters.rowCount!;
    }
    await client.query('COMMIT');
    return result;
  });
}

/** Facts of the readers whose cause is in no log: the restored one has lost it. */
async function orphansOf(client: pg.ClientBase, own: string, readers: string[]): Promise<Orphan[]> {
  const schemas = [...new Set([own, ...readers])];
  const ids = schemas.map((schema) => `SELECT id FROM ${schema}.log`).join(' UNION ALL ');
  const parts = readers
    .filter((reader) => reader !== own)
    .map(
      (
        reader,
      ) => `SELECT '${reader.replaceAll('_', '-')}' AS service, l.key, l.type, l.pos::int AS pos FROM ${reader}.log l
        WHERE l.meta ? 'causationId' AND NOT EXISTS (SELECT FROM all_ids WHERE id = (l.meta->>'causationId')::uuid)`,
    );
  if (parts.length === 0) return [];
  const { rows } = await client.query<Orphan>(`WITH all_ids AS (${ids}) ${parts.join(' UNION ALL ')}`);
  return rows;
}
