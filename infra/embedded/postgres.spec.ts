import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type EmbeddedPostgres, startPostgres } from './postgres.js';
import { provision, type ServiceSchema } from './provision.js';

const services: ServiceSchema[] = [
  { schema: 'ordering', reads: ['supply'] },
  { schema: 'supply', reads: [] },
];

describe('embedded PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-postgres-'));
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    server = await startPostgres(folder);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('keeps the superuser’s password where only the server’s account reads it', () => {
    expect(statSync(join(folder, 'postgres/superuser-password')).mode & 0o777).toBe(0o600);
    expect(server.adminUrl).toMatch(/^postgres:\/\/postgres:[0-9a-f]{48}@127\.0\.0\.1:\d+\/postgres$/);
  });

  it('tells a second platform on the same folder in one sentence that it is taken', async () => {
    await expect(startPostgres(folder)).rejects.toThrow(
      new RegExp(
        `^The data folder ${folder} is in use by another running platform \\(process ${process.pid}\\): [^\n]+\\.$`,
      ),
    );
  });

  it('waits for the disk at each commit and ends transactions that somebody left open', async () => {
    const [settings] = await ask(
      server.adminUrl,
      `SELECT current_setting('synchronous_commit') AS commit, current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    expect(settings).toEqual({ commit: 'on', idle: '1min' });
  });

  it('sorts the Norwegian way', async () => {
    const rows = await ask(
      server.adminUrl,
      `SELECT n FROM unnest(ARRAY['Ål', 'Østfold', 'Bergen', 'Ærfugl']) n ORDER BY n`,
    );
    expect(rows.map(({ n }) => n)).toEqual(['Bergen', 'Ærfugl', 'Østfold', 'Ål']);
  });

  it('has every committed row after a crash, on the same port', async () => {
    await ask(server.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const before = server.postmasterPid();
    await server.restartImmediately();
    expect(server.postmasterPid()).not.toBe(before);
    expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('starts again after a stop, and stopping a server that is already gone is no error', async () => {
    const before = server.adminUrl;
    process.kill(server.postmasterPid(), 'SIGQUIT');
    await server.stop();
    server = await startPostgres(folder);
    expect(server.adminUrl).toBe(before);
    expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('takes another port when somebody has its own', async () => {
    const port = Number(new URL(server.adminUrl).port);
    await server.stop();
    const intruder = createServer().listen(port, '127.0.0.1');
    await once(intruder, 'listening');
    try {
      server = await startPostgres(folder);
      expect(Number(new URL(server.adminUrl).port)).not.toBe(port);
      expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    } finally {
      intruder.close();
    }
  });

  it('is not misled by a process number that is another program’s since the last power cut', async () => {
    process.kill(server.postmasterPid(), 'SIGQUIT');
    await server.stop();
    // pg_ctl takes any living process of the server's account for the server.
    const other = spawn('sleep', ['60'], serverAccount(folder));
    try {
      writeFileSync(join(folder, 'postgres/cluster/postmaster.pid'), `${other.pid}\n\n\n1\n`);
      server = await startPostgres(folder);
      expect(server.postmasterPid()).not.toBe(other.pid);
      expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    } finally {
      other.kill();
    }
  });

  it('attaches to the server that a killed owner left running', async () => {
    await server.stop();
    const postmasterOfTheDead = await startInAProcessThatIsKilled(folder);
    server = await startPostgres(folder);
    expect(server.postmasterPid()).toBe(postmasterOfTheDead);
    expect(await ask(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  describe('provisioned', () => {
    const secret = 'only for this test';

    it('serves two starts at once and gives both the same addresses', async () => {
      const [one, other] = await Promise.all([1, 2].map(() => provision(server.adminUrl, secret, services)));
      expect(one).toEqual(other);
      expect(new URL(one!['ordering']!.run).pathname).toBe('/inkluderende');
    });

    it('lets the running service use its tables but not change their shape', async () => {
      const { ordering } = await provision(server.adminUrl, secret, services);
      await ask(ordering!.owner, 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, title text)');
      await ask(ordering!.run, `INSERT INTO orders (title) VALUES ('raking')`);
      expect(await ask(ordering!.run, 'SELECT title FROM ordering.orders')).toEqual([{ title: 'raking' }]);
      await expect(ask(ordering!.run, 'ALTER TABLE orders ADD extra int')).rejects.toThrow('must be owner');
      await expect(ask(ordering!.run, 'CREATE TABLE mine (id int)')).rejects.toThrow('permission denied');
    });

    it('lets a service read another’s table only as a reader, and only what is shown to readers', async () => {
      const { ordering, supply } = await provision(server.adminUrl, secret, services);
      await ask(
        supply!.owner,
        'CREATE TABLE secrets (id int); CREATE TABLE log (id int); GRANT SELECT ON log TO supply_readers',
      );
      expect(await ask(ordering!.run, 'SELECT * FROM supply.log')).toEqual([]);
      await expect(ask(ordering!.run, 'SELECT * FROM supply.secrets')).rejects.toThrow('permission denied for table');
      await expect(ask(ordering!.run, 'DELETE FROM supply.log')).rejects.toThrow('permission denied for table');
      await expect(ask(supply!.run, 'SELECT * FROM ordering.orders')).rejects.toThrow('permission denied for schema');
    });

    it('works on a server where we are no superuser', async () => {
      await ask(server.adminUrl, `CREATE ROLE hosted LOGIN CREATEDB CREATEROLE PASSWORD 'hosted'`);
      const url = new URL(server.adminUrl);
      [url.username, url.password] = ['hosted', 'hosted'];
      const fresh: ServiceSchema[] = [{ schema: 'elsewhere', reads: ['elsewhere_too'] }];
      await provision(url.href, secret, fresh, 'hosted_db');
      const { elsewhere } = await provision(url.href, secret, fresh, 'hosted_db');
      await ask(elsewhere!.owner, 'CREATE TABLE rows (id int)');
      expect(await ask(elsewhere!.run, 'SELECT * FROM rows')).toEqual([]);
    });
  });
});

function serverAccount(folder: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(join(folder, 'postgres'));
  return { uid, gid };
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process starts the server and is killed without a chance to clean up; answers with the server's process number. */
async function startInAProcessThatIsKilled(folder: string): Promise<number> {
  const script = `import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)};
    console.log((await startPostgres(${JSON.stringify(folder)})).postmasterPid()); process.stdin.resume();`;
  const loader = [
    '--conditions=source',
    '--import',
    '@swc-node/register/esm-register',
    '--input-type=module',
    '-e',
    script,
  ];
  const owner = spawn(process.execPath, loader, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return Number(String(line));
}
