import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isFree } from './port.js';
import { startPlatform, type Platform } from './platform.js';
import { startPostgres } from './postgres.js';

const MUNICIPALITY = '310000019';
const PATIENCE_MS = 25_000;
const settings = { LOG_LEVEL: 'warn' };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-platform-'));
  // Started by root, PostgreSQL runs as another account and must get through.
  chmodSync(folder, 0o755);
  return folder;
}

describe('the platform in one process', () => {
  const dataDir = temporaryFolder();
  let platform: Platform;
  let operator: string;

  afterAll(async () => {
    await platform.close();
    rmSync(dataDir, { recursive: true });
  });

  it('starts from nothing, and an operator registers a municipality through its one door', async () => {
    platform = await startPlatform({ dataDir, port: 0, settings });
    operator = await tokenFor({ role: 'operator', org: MUNICIPALITY });
    expect((await tryTokenFor({ role: 'buyer', org: MUNICIPALITY })).code).toBe('organisation-not-registered');
    const municipality = { municipality: MUNICIPALITY, name: 'Lindvik kommune' };
    const registered = await send('POST', '/api/ordering/municipalities', operator, {
      ...municipality,
      numbers: [{ number: '3336', validFrom: '2024-01-01' }],
    });
    expect([registered.status, registered.body]).toEqual([201, expect.objectContaining({ id: MUNICIPALITY })]);
  });

  it('serves every service’s document and is ready when all of them are', async () => {
    for (const name of ['ordering', 'procurement-compliance', 'task-assignment', 'reporting', 'gateway']) {
      const { status, body } = await send('GET', `/api/${name}/openapi.json`);
      expect([name, status, body['openapi']]).toEqual([name, 200, '3.1.0']);
    }
    const ready = await until(
      () => send('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    expect(ready.body).toMatchObject({ status: 'up', checks: { length: 4 } });
  });

  it('keeps its secrets where only its own account reads them', () => {
    for (const name of ['database-secret', 'demo-signing-key.json'])
      expect([name, statSync(join(dataDir, 'keys', name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  it('goes on after a stop and a second start: the municipality is there, and tokens hold', async () => {
    const before = platform;
    const postmaster = platform.postgres!.postmasterPid();
    await Promise.all([platform.close(), platform.close()]);
    expect(await isFree(Number(new URL(before.url).port))).toBe(true);
    expect(isAlive(postmaster)).toBe(false);
    platform = await startPlatform({ dataDir, port: 0, settings });
    const { body } = await send('GET', `/api/ordering/municipalities/${MUNICIPALITY}`, operator);
    expect(body).toMatchObject({ municipality: MUNICIPALITY, name: 'Lindvik kommune' });
    expect(await tokenFor({ role: 'buyer', org: MUNICIPALITY })).toMatch(/\./);
  });

  it('says in one sentence that its port is taken, and leaves nothing running', async () => {
    const port = Number(new URL(platform.url).port);
    const other = temporaryFolder();
    await expect(startPlatform({ dataDir: other, port })).rejects.toThrow(
      new RegExp(`^Port ${port} is taken, [^\n]+ PORT=${port + 1} npm start\\.$`),
    );
    rmSync(other, { recursive: true });
  });

  it('runs on a PostgreSQL of one’s own, and its data folder is its own then as well', async () => {
    const [other, elsewhere] = [temporaryFolder(), temporaryFolder()];
    const server = await startPostgres(elsewhere);
    const own = { dataDir: other, port: 0, settings, databaseUrl: server.adminUrl };
    try {
      const second = await startPlatform(own);
      await expect(startPlatform(own)).rejects.toThrow(/^The data folder [^\n]+ is in use by another running platform/);
      expect(second.postgres).toBeUndefined();
      await second.close();
    } finally {
      await server.stop();
    }
    for (const folder of [other, elsewhere]) rmSync(folder, { recursive: true });
  });

  async function send(method: string, path: string, token?: string, body?: object) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' };
    const answer = await fetch(platform.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  const tryTokenFor = async (persona: object) => (await send('POST', '/api/demo/tokens', undefined, persona)).body;
  const tokenFor = async (persona: object) => (await tryTokenFor(persona))['token'] as string;
});

describe('npm start', () => {
  it('lives on when PostgreSQL dies, and a stop signal that comes twice stops everything', async () => {
    const dataDir = temporaryFolder();
    const port = await freePort();
    const run = start({ DATA_DIR: dataDir, PORT: String(port) });
    await until(
      () => run.said(),
      (text) => text.includes('is ready after'),
    );
    expect(run.said()).toMatch(`http://127.0.0.1:${port}/api\n`);
    const url = `http://127.0.0.1:${port}/health`;
    await until(
      async () => (await fetch(`${url}/ready`)).status,
      (status) => status === 200,
    );
    const postmaster = postmasterIn(dataDir);
    process.kill(postmaster, 'SIGKILL');
    await until(
      async () => (await fetch(`${url}/ready`)).status,
      (status) => status === 503,
    );
    expect((await fetch(`${url}/live`)).status).toBe(200);

    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect([await isFree(port), isAlive(postmaster)]).toEqual([true, false]);
    const log = readFileSync(join(dataDir, 'logs/platform.ndjson'), 'utf8').trim().split('\n');
    expect(log.map((line) => (JSON.parse(line) as { service: string }).service)).toContain('platform');
    rmSync(dataDir, { recursive: true });
  });

  it('stops PostgreSQL as well on SIGTERM', async () => {
    const dataDir = temporaryFolder();
    const run = start({ DATA_DIR: dataDir, PORT: '0' });
    await until(
      () => run.said(),
      (text) => text.includes('is ready after'),
    );
    const postmaster = postmasterIn(dataDir);
    expect(isAlive(postmaster)).toBe(true);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
    rmSync(dataDir, { recursive: true });
  });

  it('does not start with a wrong setting, and says which and why in one sentence', async () => {
    const wrong: [NodeJS.ProcessEnv, RegExp][] = [
      [{ PORT: 'many' }, /^Setting PORT must be a whole number [^\n]+: it is "many"\.\n$/],
      [{ NODE_ENV: 'production' }, /^Setting SIGNING_KEY_FILE must name [^\n]+: it is missing\.\n$/],
    ];
    await Promise.all(
      wrong.map(async ([env, sentence]) => {
        const run = start({ DATA_DIR: '/nowhere/at/all', ...env });
        expect(await run.ended).toBe(1);
        expect(run.said()).toMatch(sentence);
      }),
    );
  });
});

function start(env: NodeJS.ProcessEnv) {
  const args = ['--conditions=source', '--import', '@swc-node/register/esm-register', 'infra/embedded/main.ts'];
  const { NODE_ENV: _, DATABASE_URL: __, ...rest } = process.env;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, args, { cwd, env: { ...rest, LOG_LEVEL: 'info', ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

/** Waits for a condition, within bounds; what it last saw is in the failure. */
async function until<T>(look: () => Promise<T> | T, holds: (seen: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(25)) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`waited in vain; last seen: ${JSON.stringify(seen)}`);
  }
}

function postmasterIn(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8'), 10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
