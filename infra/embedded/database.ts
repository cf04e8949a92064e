import { schemaOf } from '#libs/messaging';
import pg from 'pg';
import { holdDataFolder } from './data-folder.js';
import { startPostgres, type EmbeddedPostgres } from './postgres.js';
import { provision, type Passwords, type ServiceUrls } from './provision.js';
import { SERVICE_DEFINITIONS } from './service-definitions.js';

/** A PostgreSQL that answers, and the right to stop it. */
export interface Database {
  adminUrl: string;
  /** Undefined where the PostgreSQL is one's own. */
  postgres: EmbeddedPostgres | undefined;
  stop: () => Promise<void>;
}

/** The embedded PostgreSQL or one's own; in both cases the data folder is this process's alone. */
export async function databaseFor(dataDir: string, databaseUrl: string | undefined): Promise<Database> {
  if (databaseUrl) {
    await mustAnswer(databaseUrl);
    const lock = holdDataFolder(dataDir);
    return { adminUrl: databaseUrl, postgres: undefined, stop: async () => lock.release() };
  }
  const postgres = await startPostgres(dataDir);
  return { adminUrl: postgres.adminUrl, postgres, stop: () => postgres.stop() };
}

/** Makes what the services need in the database, and answers with the addresses of each by its name. */
export async function provisionServices(
  adminUrl: string,
  secret: string | Passwords,
): Promise<Record<string, ServiceUrls>> {
  const schemas = SERVICE_DEFINITIONS.map(({ name, reads }) => ({
    schema: schemaOf(name),
    reads: reads.map(schemaOf),
  }));
  const urls = await provision(adminUrl, secret, schemas);
  return Object.fromEntries(SERVICE_DEFINITIONS.map(({ name }) => [name, urls[schemaOf(name)]!]));
}

/** One's own PostgreSQL must be there at the start; later it may come and go. */
async function mustAnswer(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`Setting DATABASE_URL leads to no PostgreSQL that lets us in: ${(error as Error).message}.`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}
