import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../embedded/postgres.js';
import { provision, type ServiceSchema, type ServiceUrls } from '../embedded/provision.js';

const PATIENCE_MS = 60_000;

/** The PostgreSQL server that all suites of one Jest run share; the first suite that asks starts it. */
export async function testDatabase(): Promise<{ adminUrl: string }> {
  const folder = process.env['TEST_CLUSTER_FOLDER'];
  if (!folder)
    throw new Error('TEST_CLUSTER_FOLDER is not set: run the test through Jest with this repository’s jest.config.mjs');
  const answer = join(folder, 'answer.json');
  if (isFirst(folder)) await start(folder, answer);
  const deadline = Date.now() + PATIENCE_MS;
  while (!existsSync(answer)) {
    if (Date.now() > deadline) throw new Error('The suite that began to start PostgreSQL has not finished');
    await pause(25);
  }
  const { adminUrl, problem } = JSON.parse(readFileSync(answer, 'utf8')) as { adminUrl?: string; problem?: string };
  if (!adminUrl) throw new Error(problem);
  return { adminUrl };
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

/** mkdir succeeds for exactly one of several processes. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'starting'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function start(folder: string, answer: string): Promise<void> {
  const outcome = await startPostgres(join(folder, 'data')).then(
    ({ adminUrl }) => ({ adminUrl }),
    (error: unknown) => ({ problem: String(error) }),
  );
  writeFileSync(`${answer}.draft`, JSON.stringify(outcome));
  renameSync(`${answer}.draft`, answer);
}
