import { jest } from '@jest/globals';
import { until } from '#libs/service-kit/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, isFree } from '../embedded/port.js';
import { temporaryFolder } from '../embedded/testing.js';

jest.setTimeout(120_000);
// Loading the sources takes seconds for each process, and on a busy computer many times that.
const PATIENCE_MS = 60_000;

describe('npm run start:processes', () => {
  const dataDir = temporaryFolder();
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('takes the services with it when it is killed itself; PostgreSQL waits for the next start', async () => {
    const { run, isGone } = await started();
    run.child.kill('SIGKILL');
    await run.ended;
    await until(isGone, (gone) => gone);
  });

  it('says where to look; a stop signal that comes twice stops everything', async () => {
    const { run, url, isGone } = await started();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    expect([run.problems(), await isGone()]).toEqual(['', true]);
  });

  it('gives up a start when it is asked to stop meanwhile', async () => {
    const port = await freePort();
    const run = start(['--transport', 'postgres'], { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' });
    await until(run.said, (text) => text.includes('Starting the services'), PATIENCE_MS);
    run.child.kill('SIGTERM');
    expect([await run.ended, run.problems()]).toEqual([0, '']);
    expect(run.said()).not.toMatch('is ready after');
    expect(existsSync(join(dataDir, 'platform.lock'))).toBe(false);
  });

  it.each([
    [['--brokers', '2'], {}, 2, '--brokers must be 1 or 3: it is "2".\n'],
    [['--transport', 'pigeon'], {}, 2, '--transport must be kafka or postgres: it is "pigeon".\n'],
    [[], { PORT: 'x' }, 1, 'Setting PORT must be a whole number from 0 to 65535: it is "x".\n'],
  ])('says in one sentence what is wrong with %j %j', async (args, env, code, sentence) => {
    const run = start(args, env);
    expect([await run.ended, run.problems()]).toEqual([code, sentence]);
  });

  async function started() {
    const port = await freePort();
    const env = { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
    const run = start(['--transport', 'postgres'], env);
    await until(run.said, (text) => text.includes('is ready after'), PATIENCE_MS);
    const ports = [...run.said().matchAll(/http:\/\/127\.0\.0\.1:(\d+) +process/g)].map(([, each]) => Number(each));
    expect(ports).toHaveLength(5);
    const isGone = async () => (await Promise.all(ports.map(isFree))).every(Boolean);
    return { run, url: `http://127.0.0.1:${port}`, isGone };
  }
});

function start(args: string[], env: NodeJS.ProcessEnv) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const flags = ['--conditions=source', '--import', '@swc-node/register/esm-register'];
  const child = spawn(process.execPath, [...flags, main, ...args], { env: { ...process.env, ...env } });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, said: () => out.join(''), problems: () => err.join('') };
}
