import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { startPostgres, type EmbeddedPostgres } from '../embedded/postgres.js';
import { temporaryFolder } from '../embedded/testing.js';

jest.setTimeout(120_000);

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const FLAGS = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
const folder = temporaryFolder();
let postgres: EmbeddedPostgres;

beforeAll(async () => {
  postgres = await startPostgres(join(folder, 'data'));
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const SERVICES = ['ORDERING', 'PROCUREMENT_COMPLIANCE', 'TASK_ASSIGNMENT', 'REPORTING'];
const passwords = (each: string) => Object.fromEntries(SERVICES.map((name) => [`${name}_PASSWORD`, each]));

describe('The step before the services', () => {
  it('gives each service two accounts with its own password, and the demo a key; once more, it changes a password', async () => {
    const settings = { DATABASE_URL: postgres.adminUrl, DEMO_KEY_FOLDER: join(folder, 'keys') };
    const first = { ...passwords('the-password-of-others'), REPORTING_PASSWORD: 'the-first-password' };
    expect(await provisioned({ ...settings, ...first })).toMatchObject({ code: 0, problems: '' });
    expect(existsSync(join(folder, 'keys/demo-signing-key.json'))).toBe(true);
    expect(await schemaFor('reporting', 'the-first-password')).toBe('reporting');
    expect(await schemaFor('reporting_owner', 'the-first-password')).toBe('reporting');
    await provisioned({ ...settings, ...first, REPORTING_PASSWORD: 'the-second-password' });
    expect(await schemaFor('reporting', 'the-second-password')).toBe('reporting');
    await expect(schemaFor('reporting', 'the-first-password')).rejects.toThrow('password authentication failed');
  });

  it('says in one sentence what is wrong', async () => {
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', ...passwords('the-password-of-all') };
    expect(await provisioned({ ...nowhere, ORDERING_PASSWORD: "'; DROP ROLE x" })).toEqual({
      code: 1,
      problems: 'Setting ORDERING_PASSWORD must be 16 to 128 letters, digits or any of . _ ~ -: what is set is not.\n',
    });
    expect(await provisioned(nowhere)).toEqual({
      code: 1,
      problems: 'The database cannot be prepared: connect ECONNREFUSED 127.0.0.1:1.\n',
    });
  });
});

async function provisioned(settings: NodeJS.ProcessEnv): Promise<{ code: number; problems: string }> {
  const { PATH } = process.env;
  return promisify(execFile)(process.execPath, [...FLAGS, MAIN], { env: { PATH, ...settings } }).then(
    ({ stderr }) => ({ code: 0, problems: stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, problems: stderr }),
  );
}

/** Which schema an account works in. */
async function schemaFor(user: string, password: string): Promise<string | undefined> {
  const url = Object.assign(new URL(postgres.adminUrl), { username: user, password, pathname: '/inkluderende' });
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
    return rows[0]?.schema;
  } finally {
    await client.end().catch(() => undefined);
  }
}
