import { randomBytes } from 'node:crypto';
import { startPostgres } from '../embedded/postgres.js';
import { provision, type ServiceSchema, type ServiceUrls } from '../embedded/provision.js';
import { once } from './once.js';

/** The PostgreSQL server that all suites of one Jest run share; the first suite that asks starts it. */
export async function testDatabase(): Promise<{ adminUrl: string }> {
  return { adminUrl: await once('data', async (folder) => (await startPostgres(folder)).adminUrl) };
}

/** A new, empty database with the given services' schemas and accounts, for one suite alone. */
export async function freshServiceDatabases(services: ServiceSchema[]): Promise<Record<string, ServiceUrls>> {
  const { adminUrl } = await testDatabase();
  // Accounts belong to the whole server: every suite gives them the same passwords.
  return provision(adminUrl, 'the one secret of a test cluster', services, `test_${randomBytes(8).toString('hex')}`);
}

/** The same database in the hands of the server's administrator. */
export async function adminOf({ run }: ServiceUrls): Promise<string> {
  const url = new URL((await testDatabase()).adminUrl);
  url.pathname = new URL(run).pathname;
  return url.href;
}
