import { createHmac } from 'node:crypto';
import pg from 'pg';

/** One service's corner of the database, and the schemas whose log it may read. */
export interface ServiceSchema {
  schema: string;
  reads: string[];
}

/** Connection addresses of one service: `owner` migrates, `run` serves. */
export interface ServiceUrls {
  owner: string;
  run: string;
}

/** The password of an account by its name. */
export type Passwords = (role: string) => string;

const DATABASE = 'inkluderende';

/** The address of the platform's database on a server, as its administrator. */
export const platformDatabase = (adminUrl: string): string => urlTo(adminUrl, DATABASE);

/**
 * Creates the database with one schema and two accounts per service, and answers with their addresses. May be called at
 * every start and by several processes at once; tables and their grants are the migrations' business and left alone. From a
 * secret, passwords are derived.
 */
export async function provision(
  adminUrl: string,
  secret: string | Passwords,
  services: ServiceSchema[],
  database = DATABASE,
): Promise<Record<string, ServiceUrls>> {
  const passwordOf = typeof secret === 'string' ? derivedFrom(secret) : secret;
  for (const name of [database, ...services.flatMap(({ schema, reads }) => [schema, ...reads])]) mustBePlainName(name);
  await withClient(adminUrl, async (admin) => {
    // Roles belong to the whole server and PostgreSQL lets two concurrent changes of one role fail, so starts take turns.
    await admin.query(`SELECT pg_advisory_lock(hashtext('inkluderende provision'))`);
    const isSuperuser = await isSuperuserOf(admin);
    await createDatabase(admin, database);
    for (const service of services) await createRoles(admin, service, passwordOf, isSuperuser);
    await withClient(urlTo(adminUrl, database), async (client) => {
      await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
      for (const { schema } of services) await createSchema(client, schema, database);
    });
  });
  const urlOf = (role: string): string => urlTo(adminUrl, database, role, passwordOf(role));
  return Object.fromEntries(
    services.map(({ schema }) => [schema, { owner: urlOf(`${schema}_owner`), run: urlOf(schema) }]),
  );
}

async function createDatabase(admin: pg.Client, database: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) {
    // The locale is named here as well, so a server that others set up sorts as the embedded one does.
    await admin.query(
      `CREATE DATABASE "${database}" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'nb-NO'`,
    );
  }
  await admin.query(`REVOKE ALL ON DATABASE "${database}" FROM PUBLIC`);
}

async function createRoles(
  admin: pg.Client,
  { schema, reads }: ServiceSchema,
  passwordOf: Passwords,
  isSuperuser: boolean,
): Promise<void> {
  for (const role of [`${schema}_owner`, schema]) {
    await createRoleOnce(admin, role);
    await admin.query(`ALTER ROLE "${role}" LOGIN PASSWORD ${pg.escapeLiteral(passwordOf(role))}`);
    await admin.query(`ALTER ROLE "${role}" SET search_path = "${schema}"`);
  }
  // Only a superuser may create schemas for a role it is not a member of; hosted servers give less than that.
  if (!isSuperuser) await admin.query(`GRANT "${schema}_owner" TO CURRENT_USER`);
  await createRoleOnce(admin, `${schema}_readers`);
  for (const read of reads) {
    await createRoleOnce(admin, `${read}_readers`);
    await admin.query(`GRANT "${read}_readers" TO "${schema}"`);
  }
}

async function createRoleOnce(admin: pg.Client, role: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`CREATE ROLE "${role}" NOLOGIN`);
}

async function createSchema(client: pg.Client, schema: string, database: string): Promise<void> {
  const owner = `${schema}_owner`;
  await client.query(`
    GRANT CONNECT ON DATABASE "${database}" TO "${owner}", "${schema}";
    CREATE SCHEMA IF NOT EXISTS "${schema}" AUTHORIZATION "${owner}";
    GRANT USAGE ON SCHEMA "${schema}" TO "${schema}", "${schema}_readers";
    ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA "${schema}"
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${schema}";
    ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA "${schema}" GRANT USAGE ON SEQUENCES TO "${schema}";
    ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA "${schema}" GRANT EXECUTE ON FUNCTIONS TO "${schema}";
  `);
}

async function isSuperuserOf(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query<{ is: boolean }>(
    'SELECT rolsuper AS is FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.is ?? false;
}

function derivedFrom(secret: string): Passwords {
  return (role) => createHmac('sha256', secret).update(role).digest('hex');
}

function urlTo(adminUrl: string, database: string, role?: string, password?: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (role !== undefined) url.username = role;
  if (password !== undefined) url.password = password;
  return url.href;
}

/** Names go into statements that take no parameters. */
function mustBePlainName(name: string): void {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(name)) throw new Error(`"${name}" cannot name a schema or a database`);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
