import { OWNERS } from '#libs/contracts';
import { schemaOf } from '#libs/messaging';
import pg from 'pg';

/** A service that states facts: its name, and the schema of its log. */
export interface Owning {
  owner: string;
  schema: string;
}

/** What all services have written, read past them as the server's administrator. */
export class Books {
  readonly owning: Owning[] = OWNERS.map((owner) => ({ owner, schema: schemaOf(owner) }));

  private constructor(
    private readonly client: pg.Client,
    /** The schemas of those who follow logs. */
    readonly readers: string[],
  ) {}

  /** The books in the database at this address. */
  static async open(url: string): Promise<Books> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => undefined);
      const { code, message } = error as { code?: string; message: string };
      // 3D000: no such database.
      const why = code === '3D000' ? 'holds no platform yet: start one first' : `does not let us in (${message})`;
      throw new Error(`The PostgreSQL at ${new URL(url).host} ${why}.`, { cause: error });
    }
    // A rebuild has cursors too, but no log of its own life.
    const { rows } = await client.query<{ schema: string }>(
      `SELECT schemaname AS schema FROM pg_tables WHERE tablename IN ('cursor', 'meta') GROUP BY 1 HAVING count(*) = 2 ORDER BY 1`,
    );
    return new Books(
      client,
      rows.map(({ schema }) => schema),
    );
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row & pg.QueryResultRow>(sql, values)).rows;
  }

  /** Sentences, where a query finds what must not be. */
  async findings(parts: string[]): Promise<string[]> {
    if (parts.length === 0) return [];
    return (await this.rows<{ says: string }>(parts.join(' UNION ALL '))).map(({ says }) => says);
  }

  /** All that is read in there is of one moment. */
  async atOneMoment<R>(read: () => Promise<R>): Promise<R> {
    await this.rows('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      return await read();
    } finally {
      await this.rows('ROLLBACK');
    }
  }
}

/** The name of the service that has a schema. */
export const serviceIn = (schema: string): string => schema.replaceAll('_', '-');
