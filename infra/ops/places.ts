import type { Books } from './books.js';

/** Where a consumer stands in a shard of a log. */
export interface Place {
  consumer: string;
  source: string;
  shard: number;
  head: number;
  pos: number;
  /** Facts not yet applied; less than none where the log has lost what was applied. */
  behind: number;
  /** How long the next fact has been waiting. */
  oldestSeconds: number | null;
  failingSince: string | null;
  why: string | null;
}

/** How far a shard has been copied to Kafka. */
export interface Copied {
  source: string;
  shard: number;
  head: number;
  pos: number;
  behind: number;
  oldestSeconds: number | null;
  /** When it was last copied on. */
  updatedAt: string;
}

/** Where all consumers stand. */
export async function places(books: Books): Promise<Place[]> {
  const parts = books.readers.flatMap((reader) =>
    books.owning.map(
      ({ owner, schema }) => `
        SELECT c.consumer, c.source, c.shard::int, s.head::float8, c.pos::float8, (s.head - c.pos)::float8 AS behind,
               extract(epoch FROM clock_timestamp() - l.time)::float8 AS "oldestSeconds",
               c.failing_since AS "failingSince", c.last_error AS why
          FROM ${reader}.cursor c JOIN ${schema}.shard s USING (shard)
          LEFT JOIN ${schema}.log l ON l.shard = c.shard AND l.pos = c.pos + 1
         WHERE c.source = '${owner}'`,
    ),
  );
  return books.rows<Place>(`${parts.join(' UNION ALL ')} ORDER BY 1, 2, 3`);
}

/** How far all logs have been copied; nothing where none is. */
export async function copied(books: Books): Promise<Copied[]> {
  const parts = books.owning.map(
    ({ owner, schema }) => `
      SELECT '${owner}' AS source, r.shard::int, s.head::float8, r.pos::float8, (s.head - r.pos)::float8 AS behind,
             extract(epoch FROM clock_timestamp() - l.time)::float8 AS "oldestSeconds", r.updated_at AS "updatedAt"
        FROM ${schema}.relay_cursor r JOIN ${schema}.shard s USING (shard)
        LEFT JOIN ${schema}.log l ON l.shard = r.shard AND l.pos = r.pos + 1`,
  );
  return books.rows<Copied>(`${parts.join(' UNION ALL ')} ORDER BY 1, 2`);
}

/** Cursors that are not at the end of their log; all in one look, so that none at all means that nothing is on its way. */
export function late(books: Books): Promise<string[]> {
  const parts = books.readers.flatMap((reader) =>
    books.owning.map(
      ({ owner, schema }) => `
        SELECT format('%s of ${owner}/%s stands at %s of %s', c.consumer, c.shard, c.pos, l.last) AS says
          FROM ${reader}.cursor c CROSS JOIN LATERAL (
            SELECT coalesce(max(pos), 0) AS last FROM ${schema}.log WHERE log.shard = c.shard) AS l
         WHERE c.source = '${owner}' AND c.pos <> l.last`,
    ),
  );
  return books.findings(parts);
}
