import type { Socket } from 'node:net';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { refuseRestored } from './log-home.js';
import { messagingTables } from './messaging-tables.js';

/** A class that changes a schema; its name ends in a 13-digit timestamp, as TypeORM wants it. */
export type Migration = new () => MigrationInterface;

/** Where a service keeps its things. */
export interface DatabaseSettings {
  /** The service's schema; its run role has the same name, its owner role `<schema>_owner`. */
  schema: string;
  /** Connection of the run role. */
  url: string;
  /** Connection of the owner role, which migrates. */
  ownerUrl: string;
}

/** Schema of a service: its name with underscores. */
export const schemaOf = (service: string): string => service.replaceAll('-', '_');

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`);
  return value;
}

/** int8 as number (asserted safe), dates as text, moments as RFC 3339 in UTC: plain JSON all the way. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return safeInteger;
    if (oid === DATE) return (text: string) => text;
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

// A position that was read must outlive a crash, hence synchronous commits, whatever the server's default.
function poolSettings(schema: string, max: number, onError: (error: Error) => void, path = schema) {
  return {
    max,
    types,
    pipeline: true,
    // Not the pool's 'connect' event: TypeORM makes the first connection before anybody can listen. One that dies while it
    // is borrowed would otherwise end the process.
    async onConnect(client: pg.ClientBase) {
      client.on('error', onError);
      mergeWrites(client);
      await refuseRestored(client, schema);
    },
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    application_name: schema,
    options: `-c search_path=${path} -c lock_timeout=5s -c statement_timeout=20s -c idle_in_transaction_session_timeout=60s -c synchronous_commit=on`,
  };
}

/** The database of one service: a pool for its doors (TypeORM's), a separate one for its inbox, and its migrations. */
export class ServiceDatabase {
  private constructor(
    readonly schema: string,
    readonly pool: pg.Pool,
    readonly inboxPool: pg.Pool,
    private readonly closePool: () => Promise<void>,
  ) {}

  /** Brings the schema up to date, then connects as the run role. */
  static async open(
    settings: DatabaseSettings,
    migrations: Migration[],
    onError: (error: Error) => void,
  ): Promise<ServiceDatabase> {
    await migrate(settings, [...messagingTables(settings.schema), ...migrations]);
    const dataSource = new DataSource({
      type: 'postgres',
      url: settings.url,
      schema: settings.schema,
      poolSize: 6,
      poolErrorHandler: onError,
      extra: poolSettings(settings.schema, 6, onError),
    });
    await dataSource.initialize();
    const pool = (dataSource.driver as unknown as { master: pg.Pool }).master;
    const inboxPool = new pg.Pool({ connectionString: settings.url, ...poolSettings(settings.schema, 5, onError) });
    inboxPool.on('error', onError);
    return new ServiceDatabase(settings.schema, pool, inboxPool, () => dataSource.destroy());
  }

  /**
   * Connects to what is there, as whoever the address says: an operator who acts in a service's place. Nothing is migrated.
   * What another schema has of the same name comes first where one is given.
   */
  static attach(url: string, schema: string, onError: (error: Error) => void, before?: string): ServiceDatabase {
    const path = before === undefined ? schema : `${before},${schema}`;
    const [pool, inboxPool] = [2, 5].map((max) => {
      const pool = new pg.Pool({ connectionString: url, ...poolSettings(schema, max, onError, path) });
      return pool.on('error', onError);
    }) as [pg.Pool, pg.Pool];
    return new ServiceDatabase(schema, pool, inboxPool, () => pool.end());
  }

  /** Rows of a read-side query; the search path is the service's own schema. */
  async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row & pg.QueryResultRow>(sql, values)).rows;
  }

  /** The names of those migrations that have not been run here. */
  async lacks(migrations: Migration[]): Promise<string[]> {
    const run = await this.query<{ name: string }>('SELECT name FROM migrations');
    const names = [...messagingTables(this.schema), ...migrations].map((each) => new each().name ?? each.name);
    return names.filter((name) => run.every((each) => each.name !== name));
  }

  /** Closes both pools. */
  async close(): Promise<void> {
    await this.inboxPool.end();
    await this.closePool();
  }
}

/**
 * Sends what is written to a connection in one turn of the event loop with one system call. A pipelined transaction is a
 * handful of statements of several packets each; system calls were 40 % of the time of the whole process.
 */
function mergeWrites(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let corked = false;
  stream.write = (...args: unknown[]) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return write(...args);
  };
}

/** Runs what is missing; processes that start at the same time wait for each other on an advisory lock. */
async function migrate(settings: DatabaseSettings, migrations: Migration[]): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: settings.ownerUrl,
    schema: settings.schema,
    migrationsTableName: 'migrations',
    migrations,
    extra: { max: 2, options: `-c search_path=${settings.schema}` },
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock(hashtext($1))', [`migrate ${settings.schema}`]);
    await dataSource.runMigrations({ transaction: 'each' });
    await dataSource.query('UPDATE meta SET lives_in = log_home() WHERE lives_in IS NULL');
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
