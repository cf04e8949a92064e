import type { Books } from '../ops/books.js';
import type { Total } from '../ops/sums.js';
import { VALUED } from './witness.js';

/** A fact as it stands in some log. */
export interface Logged {
  name: string;
  key: string;
  version: number;
  title: string | null;
}

/** All facts of all logs; notices are none. */
export function factsIn(books: Books): Promise<Logged[]> {
  const parts = books.owning.map(
    ({ schema }) => `
      SELECT split_part(type, '.', 4) AS name, key, agg_version AS version, data->>'title' AS title
        FROM ${schema}.log WHERE agg_version > 0`,
  );
  return books.rows(parts.join(' UNION ALL '));
}

/** The ids of the orders that a service has rows of. */
export async function idsIn(books: Books, service: 'ordering' | 'reporting'): Promise<string[]> {
  const sql = {
    ordering: 'SELECT id FROM ordering."order"',
    reporting: 'SELECT order_id AS id FROM reporting.order_row',
  };
  return (await books.rows<{ id: string }>(sql[service])).map(({ id }) => id);
}

/** What facts of one kind come to: as the witness has added them up, and as they stand in the log. */
export async function valuesOf(books: Books): Promise<{ fact: string; witness: Total; log: Total }[]> {
  const one = async (rows: string) =>
    (
      await books.rows<Total>(
        `SELECT coalesce(sum(n), 0)::int AS orders, coalesce(sum(ore), 0)::float8 AS ore FROM (${rows}) AS each`,
      )
    )[0]!;
  const values = [];
  for (const fact of VALUED) {
    const witness = await one(`SELECT facts AS n, ore FROM witness.counted WHERE fact = '${fact}'`);
    const log = await one(
      `SELECT 1 AS n, (data->>'valueOre')::bigint AS ore FROM ordering.log WHERE type LIKE '%.${fact}.v1'`,
    );
    values.push({ fact, witness, log });
  }
  return values;
}

/** What the witness has heard of each key that differs from what is in its log: more, less, or in another order. */
export function heard(books: Books): Promise<{ says: string; more: number }[]> {
  const parts = books.owning.map(
    ({ owner, schema }) => `
      SELECT format('the witness has heard %s: %s facts of %s of ${owner}, which has stated %s',
                    CASE WHEN n > told THEN 'more' ELSE 'less' END, n, key, told) AS says, (n - told)::float8 AS more
        FROM (SELECT key, coalesce(h.facts, 0) AS n, coalesce(l.told, 0) AS told
                FROM (SELECT * FROM witness.heard WHERE source = '${owner}') AS h
                FULL JOIN (SELECT key, count(*) AS told FROM ${schema}.log WHERE agg_version > 0 GROUP BY key) AS l
               USING (key)) AS each
       WHERE n <> told
      UNION ALL
      SELECT format('the witness has heard the facts of %s of ${owner} out of order', key), 0 FROM witness.heard
       WHERE source = '${owner}' AND disorder > 0`,
  );
  return books.rows(parts.join(' UNION ALL '));
}

/** Rows of nouns that have another version than the last fact of their key, and facts of which no row knows. */
export async function halfDone(books: Books): Promise<string[]> {
  const findings: string[] = [];
  for (const { schema } of books.owning) {
    const nouns = await books.rows<{ noun: string }>(
      `SELECT table_name AS noun FROM information_schema.columns
        WHERE table_schema = '${schema}' AND column_name IN ('id', 'version', 'state') GROUP BY 1 HAVING count(*) = 3`,
    );
    const rows = nouns.map(({ noun }) => `SELECT '${noun}' AS noun, id, version FROM ${schema}."${noun}"`);
    const last = `SELECT key, max(agg_version) AS last FROM ${schema}.log WHERE agg_version > 0 GROUP BY key`;
    findings.push(
      ...(await books.findings([
        `SELECT format('${schema} has a %s %s of version %s, whose last fact is %s', noun, coalesce(id, key), version, last) AS says
           FROM (${rows.join(' UNION ALL ')}) AS r FULL JOIN (${last}) AS l ON key = id
          WHERE version IS DISTINCT FROM last AND (last IS NOT NULL OR version <> 0)`,
      ])),
    );
  }
  return findings;
}
