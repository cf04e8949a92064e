import { jest } from '@jest/globals';
import { until } from '#libs/service-kit/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, isFree } from './port.js';
import { temporaryFolder } from './testing.js';

// Loading the sources takes 2 s, and on a busy computer many times that.
const PATIENCE_MS = 45_000;
jest.setTimeout(90_000);

describe('npm start', () => {
  const runs: ReturnType<typeof startProcess>[] = [];
  const start = (env: NodeJS.ProcessEnv) => {
    const run = startProcess(env);
    runs.push(run);
    return run;
  };
  afterAll(async () => {
    // Only a test that failed has left any of them running.
    for (const { child } of runs) child.kill('SIGTERM');
    await Promise.all(runs.map(({ ended }) => ended));
  });

  it('lives on when PostgreSQL dies and starts it again; a stop signal that comes twice stops everything', async () => {
    const dataDir = temporaryFolder();
    const port = await freePort();
    const run = start({ DATA_DIR: dataDir, PORT: String(port) });
    await until(
      () => run.said(),
      (text) => text.includes('is ready after'),
      PATIENCE_MS,
    );
    expect(run.said()).toMatch(`http://127.0.0.1:${port}/api\n`);
    const url = `http://127.0.0.1:${port}/health`;
    await until(
      async () => (await fetch(`${url}/ready`)).status,
      (status) => status === 200,
    );
    const server = serverIn(dataDir)!;
    process.kill(server.pid, 'SIGKILL');
    await until(
      () => serverIn(dataDir)?.pid ?? server.pid,
      (pid) => pid !== server.pid,
    );
    await until(
      async () => (await fetch(`${url}/ready`)).status,
      (status) => status === 200,
    );

    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect([await isFree(port), await isFree(server.port)]).toEqual([true, true]);
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
      PATIENCE_MS,
    );
    const server = serverIn(dataDir)!;
    expect(await isFree(server.port)).toBe(false);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(await isFree(server.port)).toBe(true);
    rmSync(dataDir, { recursive: true });
  });

  it('does not start with a wrong setting, and says which and why in one sentence', async () => {
    const wrong: [NodeJS.ProcessEnv, RegExp][] = [
      [{ PORT: 'many' }, /^Setting PORT must be a whole number [^\n]+: it is "many"\.\n$/],
      [{ NODE_ENV: 'production' }, /^Setting SIGNING_KEY_FILE must name [^\n]+: it is missing\.\n$/],
      // Neither of the two takes a folder: a pseudo file system, and a file.
      [{ DATA_DIR: '/proc/at/all' }, /\nThe data folder \/proc\/at\/all cannot be made or written to [^\n]+\.\n$/],
      [{ DATA_DIR: '/etc/hosts/all' }, /\nThe data folder \/etc\/hosts\/all cannot be made [^\n]+\.\n$/],
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

function startProcess(env: NodeJS.ProcessEnv) {
  const args = ['--conditions=source', '--import', '@swc-node/register/esm-register', 'infra/embedded/main.ts'];
  const { NODE_ENV: _, DATABASE_URL: __, ...rest } = process.env;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, args, { cwd, env: { ...rest, LOG_LEVEL: 'info', ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

/** The data folder's PostgreSQL; in postmaster.pid the process is the first line and the port the fourth. */
function serverIn(dataDir: string): { pid: number; port: number } | undefined {
  const file = join(dataDir, 'postgres/cluster/postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}
