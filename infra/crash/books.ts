import { OWNERS } from '#libs/contracts';
import { schemaOf } from '#libs/messaging';
import pg from 'pg';

/** How many orders somebody has, and what they come to in øre. */
export interface Total {
  orders: number;
  ore: number;
}

const OWNING = OWNERS.map(schemaOf);
const READING = [...OWNING, 'reporting', 'witness'];

/** What the services have written, read past all of them as the server's administrator. */
export class Books {
  private constructor(private readonly client: pg.Client) {}

  static async open(adminUrl: string): Promise<Books> {
    const url = new URL(adminUrl);
    url.pathname = '/inkluderende';
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => undefined);
    await client.connect();
    return new Books(client);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async rows<Row extends object>(sql: string): Promise<Row[]> {
    return (await this.client.query<Row & pg.QueryResultRow>(sql)).rows;
  }

  /** Sentences, where a query finds what must not be. */
  async findings(sql: string): Promise<string[]> {
    return (await this.rows<{ says: string }>(sql)).map(({ says }) => says);
  }

  /** Orders placed, by the log, which nothing takes back. */
  placed(): Promise<{ id: string; title: string }[]> {
    return this.rows(`SELECT key AS id, data->>'title' AS title FROM ordering.log WHERE type LIKE '%.OrderPlaced.v1'`);
  }

  /** The ids of the orders that a service has rows of. */
  async idsIn(service: 'ordering' | 'reporting'): Promise<string[]> {
    const sql = {
      ordering: 'SELECT id FROM ordering."order"',
      reporting: 'SELECT order_id AS id FROM reporting.order_row',
    };
    return (await this.rows<{ id: string }>(sql[service])).map(({ id }) => id);
  }

  /** The same orders as four services count them. */
  async totals(): Promise<Record<'ordering' | 'ledger' | 'reporting' | 'witness', Total>> {
    const total = async (rows: string): Promise<Total> =>
      (
        await this.rows<Total>(
          `SELECT coalesce(sum(n), 0)::int AS orders, coalesce(sum(ore), 0)::float8 AS ore FROM (${rows}) AS each`,
        )
      )[0]!;
    const ledger = (part: string, n: string) =>
      `SELECT ${n} AS n, (value->>'valueOre')::bigint AS ore FROM procurement_compliance.ledger, jsonb_each(state->'${part}')`;
    return {
      ordering: await total(`SELECT 1 AS n, (state->'terms'->>'valueOre')::bigint AS ore FROM ordering."order"`),
      ledger: await total(`${ledger('entries', '1')} UNION ALL ${ledger('settled', `(value->>'orders')::int`)}`),
      reporting: await total('SELECT 1 AS n, value_ore AS ore FROM reporting.order_row'),
      witness: await total('SELECT orders AS n, ore FROM witness.counted'),
    };
  }

  /** How many facts there are. */
  async facts(): Promise<number> {
    const parts = OWNING.map((schema) => `SELECT count(*) AS n FROM ${schema}.log`);
    return (await this.rows<{ n: number }>(`SELECT sum(n)::int AS n FROM (${parts.join(' UNION ALL ')}) AS each`))[0]!
      .n;
  }

  /** Cursors that are not at the end of their log; all in one look, so that none at all means that nothing is on its way. */
  late(): Promise<string[]> {
    const parts = READING.flatMap((reader) =>
      OWNERS.map(
        (owner) => `
          SELECT format('%s of ${owner}/%s stands at %s of %s', c.consumer, c.shard, c.pos, l.last) AS says
            FROM ${reader}.cursor c CROSS JOIN LATERAL (
              SELECT coalesce(max(pos), 0) AS last FROM ${schemaOf(owner)}.log WHERE log.shard = c.shard) AS l
           WHERE c.source = '${owner}' AND c.pos <> l.last`,
      ),
    );
    return this.findings(parts.join(' UNION ALL '));
  }

  /** Shards whose positions are not 1, 2, 3 … up to the head. */
  async uneven(): Promise<string[]> {
    const parts = OWNING.map(
      (schema) => `
        SELECT format('${schema}/%s has %s facts, the last at %s, and its head at %s', shard, count(pos), max(pos), head) AS says
          FROM ${schema}.shard LEFT JOIN ${schema}.log USING (shard) GROUP BY shard, head
        HAVING count(pos) <> head OR coalesce(max(pos), 0) <> head`,
    );
    return this.findings(parts.join(' UNION ALL '));
  }

  /** Keys whose facts are not numbered 1, 2, 3 … in the order of their positions. */
  async misnumbered(): Promise<string[]> {
    const parts = OWNING.map(
      (schema) => `
        SELECT DISTINCT format('${schema} has misnumbered the facts of %s', key) AS says FROM (
          SELECT key, agg_version, row_number() OVER (PARTITION BY key ORDER BY pos) AS nr
            FROM ${schema}.log WHERE agg_version > 0) AS each
         WHERE agg_version <> nr`,
    );
    return this.findings(parts.join(' UNION ALL '));
  }

  /** Facts that were put aside, though none was poisoned. */
  parked(): Promise<string[]> {
    const parts = READING.map(
      (reader) =>
        `SELECT format('%s has parked %s of %s: %s', consumer, type, key, coalesce(error, reason)) AS says FROM ${reader}.dead_letter`,
    );
    return this.findings(parts.join(' UNION ALL '));
  }

  /** What the witness has heard of each log that differs from what is in it. */
  heard(): Promise<string[]> {
    const parts = OWNERS.map(
      (owner) => `
        SELECT format('the witness has heard %s: %s facts of ${owner}, which has stated %s',
                      CASE WHEN n > told THEN 'more' ELSE 'less' END, n, told) AS says
          FROM (SELECT coalesce(sum(facts), 0) AS n FROM witness.heard WHERE source = '${owner}') AS h,
               (SELECT count(*) AS told FROM ${schemaOf(owner)}.log WHERE agg_version > 0) AS l
         WHERE n <> told
        UNION ALL
        SELECT format('the witness has heard the facts of %s of ${owner} out of order', key) FROM witness.heard
         WHERE source = '${owner}' AND disorder > 0`,
    );
    return this.findings(parts.join(' UNION ALL '));
  }
}
