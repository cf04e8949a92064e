import type { Books } from './books.js';

/** Shards whose positions are not 1, 2, 3 … up to the head. */
export function uneven(books: Books): Promise<string[]> {
  const parts = books.owning.map(
    ({ schema }) => `
      SELECT format('${schema}/%s has %s facts, the last at %s, and its head at %s', shard, count(pos), max(pos), head) AS says
        FROM ${schema}.shard LEFT JOIN ${schema}.log USING (shard) GROUP BY shard, head
      HAVING count(pos) <> head OR coalesce(max(pos), 0) <> head`,
  );
  return books.findings(parts);
}

/** Keys whose facts are not numbered 1, 2, 3 … in the order of their positions. */
export function misnumbered(books: Books): Promise<string[]> {
  const parts = books.owning.map(
    ({ schema }) => `
      SELECT DISTINCT format('${schema} has misnumbered the facts of %s', key) AS says FROM (
        SELECT key, agg_version, row_number() OVER (PARTITION BY key ORDER BY pos) AS nr
          FROM ${schema}.log WHERE agg_version > 0) AS each
       WHERE agg_version <> nr`,
  );
  return books.findings(parts);
}
