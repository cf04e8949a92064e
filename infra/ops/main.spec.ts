import { until } from '#libs/service-kit/testing';
import { spawn } from 'node:child_process';
import { appendFileSync, chownSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPlatform, type Platform } from '../embedded/platform.js';
import { temporaryFolder } from '../embedded/testing.js';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const SWC = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
const LOGS = ['ordering', 'procurement-compliance', 'task-assignment', 'reporting'];
const settings = { LOG_LEVEL: 'warn' };

describe('npm run ops', () => {
  const dataDir = temporaryFolder();
  let platform: Platform;

  beforeAll(async () => {
    platform = await start();
    await registered('310000019');
  }, 60_000);
  afterAll(async () => {
    await platform?.close();
    rmSync(dataDir, { recursive: true });
  });

  const start = () => startPlatform({ dataDir, port: 0, settings });

  async function ops(args: string[], env: NodeJS.ProcessEnv = { DATA_DIR: dataDir }) {
    const { DATABASE_URL: _, ...rest } = process.env;
    const child = spawn(process.execPath, [...SWC, MAIN, ...args], { env: { ...rest, ...env } });
    const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { out, err, status: status as number };
  }

  async function registered(municipality: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const post = (path: string, body: object, more = {}) =>
      fetch(platform.url + path, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) });
    const token = await post('/api/demo/tokens', { role: 'operator', org: municipality });
    const authorization = `Bearer ${((await token.json()) as { token: string }).token}`;
    const body = { municipality, name: 'Lindvik kommune', numbers: [{ number: '3336', validFrom: '2024-01-01' }] };
    expect((await post('/api/ordering/municipalities', body, { authorization })).status).toBe(201);
  }

  it('answers beside a running platform, in tables and as JSON, with a status that says whether something was found', async () => {
    const verified = await ops(['verify']);
    expect([verified.status, verified.err]).toEqual([0, '']);
    expect(verified.out).toMatch(/^ok {5}positions are 1, 2, 3 … up to the head\n/);
    const lag = await ops(['lag', '--json'], { DATABASE_URL: platform.postgres!.adminUrl });
    expect(JSON.parse(lag.out)).toMatchObject({ relay: [] });
    expect(lag.status).toBe(0);
    const compared = await ops(['rebuild', 'reporting', '--compare']);
    expect([compared.status, compared.out]).toEqual([0, expect.stringMatching(/municipality +1 +1 +0 +0\n/)]);
  }, 120_000);

  it.each([
    [[], 2, /^Usage: npm run ops/],
    [['dance'], 2, /^"dance" is none of lag, stuck, letters/],
    [['lag', '--quickly'], 2, /^Unknown option '--quickly'/],
  ])(
    'understands only what it knows: %j',
    async (args, status, says) => {
      const { out, err, status: ended } = await ops(args);
      expect([ended, out + err]).toEqual([status, expect.stringMatching(says)]);
    },
    60_000,
  );

  it('says in one sentence where there is no platform', async () => {
    const { status, err } = await ops(['lag'], { DATA_DIR: join(dataDir, 'nowhere') });
    expect([status, err]).toEqual([1, expect.stringMatching(/^There is no platform in [^\n]+ DATABASE_URL\.\n$/)]);
  }, 60_000);

  it('takes a server that crashed and recovered for the same, and starts one that does not run', async () => {
    await platform.postgres!.restartImmediately();
    await platform.close();
    const { status, err } = await ops(['verify']);
    expect([status, err]).toEqual([0, expect.stringMatching(/does not run: its PostgreSQL is started/)]);
    platform = await start();
    await registered('310000027');
  }, 120_000);

  it('lets a restored platform go on once it has a new epoch, and not before', async () => {
    await platform.close();
    promote(join(dataDir, 'postgres/cluster'));
    const restored =
      /was written on server \d+, timeline 1, .+ timeline 2, .+ run npm run ops -- new-epoch [a-z-]+ before/;
    await expect(start()).rejects.toThrow(restored);
    const { out, status } = await ops(['new-epoch', ...LOGS, '--by', 'p-operator']);
    expect([status, out]).toEqual([0, expect.stringMatching(/^ordering goes on in epoch [0-9a-f-]{36}; 48 places/)]);
    platform = await start();
    await registered('310000035');
    const ready = await until(
      () => fetch(`${platform.url}/health/ready`),
      ({ status }) => status === 200,
    );
    expect(ready.status).toBe(200);
    expect((await ops(['verify'])).status).toBe(0);
    expect((await ops(['rebuild', 'reporting'])).out).toMatch(/municipality +3 +3 +0 +0\n[^]*Both are the same\.\n$/);
  }, 120_000);
});

/** Lets the next start recover as from a base backup, which is what gives a server a new timeline. */
function promote(cluster: string): void {
  const signal = join(cluster, 'recovery.signal');
  writeFileSync(signal, '');
  const { uid, gid } = statSync(cluster);
  chownSync(signal, uid, gid);
  appendFileSync(join(cluster, 'postgresql.auto.conf'), "restore_command = 'false'\n");
}
