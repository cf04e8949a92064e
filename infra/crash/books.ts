import type { Books } from '../ops/books.js';
import type { Total } from '../ops/sums.js';

/** Orders placed, by the log, which nothing takes back. */
export const placed = (books: Books): Promise<{ id: string; title: string }[]> =>
  books.rows(`SELECT key AS id, data->>'title' AS title FROM ordering.log WHERE type LIKE '%.OrderPlaced.v1'`);

/** The ids of the orders that a service has rows of. */
export async function idsIn(books: Books, service: 'ordering' | 'reporting'): Promise<string[]> {
  const sql = {
    ordering: 'SELECT id FROM ordering."order"',
    reporting: 'SELECT order_id AS id FROM reporting.order_row',
  };
  return (await books.rows<{ id: string }>(sql[service])).map(({ id }) => id);
}

/** What the witness has counted. */
export async function counted(books: Books): Promise<Total> {
  const sums = 'coalesce(sum(orders), 0)::int AS orders, coalesce(sum(ore), 0)::float8 AS ore';
  return (await books.rows<Total>(`SELECT ${sums} FROM witness.counted`))[0]!;
}

/** How many facts there are. */
export async function factsIn(books: Books): Promise<number> {
  const parts = books.owning.map(({ schema }) => `SELECT count(*) AS n FROM ${schema}.log`);
  return (await books.rows<{ n: number }>(`SELECT sum(n)::int AS n FROM (${parts.join(' UNION ALL ')}) AS each`))[0]!.n;
}

/** Facts that were put aside, though none was poisoned. */
export function parked(books: Books): Promise<string[]> {
  const parts = books.readers.map(
    (reader) =>
      `SELECT format('%s has parked %s of %s: %s', consumer, type, key, coalesce(error, reason)) AS says FROM ${reader}.dead_letter`,
  );
  return books.findings(parts);
}

/** What the witness has heard of each log that differs from what is in it. */
export function heard(books: Books): Promise<string[]> {
  const parts = books.owning.map(
    ({ owner, schema }) => `
      SELECT format('the witness has heard %s: %s facts of ${owner}, which has stated %s',
                    CASE WHEN n > told THEN 'more' ELSE 'less' END, n, told) AS says
        FROM (SELECT coalesce(sum(facts), 0) AS n FROM witness.heard WHERE source = '${owner}') AS h,
             (SELECT count(*) AS told FROM ${schema}.log WHERE agg_version > 0) AS l
       WHERE n <> told
      UNION ALL
      SELECT format('the witness has heard the facts of %s of ${owner} out of order', key) FROM witness.heard
       WHERE source = '${owner}' AND disorder > 0`,
  );
  return books.findings(parts);
}
