import { jest } from '@jest/globals';
import { until } from '#libs/service-kit/testing';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../embedded/testing.js';
import { startProcesses, type Processes } from './processes.js';

jest.setTimeout(120_000);

const dataDir = temporaryFolder();
let processes: Processes;

beforeAll(async () => {
  processes = await startProcesses({ dataDir, port: 0, transport: 'postgres', settings: { LOG_LEVEL: 'warn' } });
});
afterAll(async () => {
  await processes?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const status = async (path: string) => (await fetch(`${processes.url}${path}`)).status;

describe('Each service as its own process', () => {
  it('is five processes behind one door that is ready', async () => {
    const names = [...processes.services, processes.gateway].map(({ name }) => name);
    expect(names).toEqual(['ordering', 'procurement-compliance', 'task-assignment', 'reporting', 'gateway']);
    const pids = names.map((name) => processes.process(name).pid);
    expect(new Set([...pids, process.pid]).size).toBe(6);
    expect(await status('/health/ready')).toBe(200);
  });

  it('starts one again that ended by itself, and keeps count of it', async () => {
    const ordering = processes.process('ordering');
    const before = ordering.pid!;
    process.kill(before, 'SIGKILL');
    await until(
      () => ordering.pid ?? before,
      (pid) => pid !== before,
    );
    await ordering.untilReady();
    expect(ordering.complaints).toEqual(['ordering ended by itself (SIGKILL)']);
    await until(
      () => status('/health/ready'),
      (answer) => answer === 200,
    );
  });

  it('leaves one down that was killed on purpose, until it is started', async () => {
    const reporting = processes.process('reporting');
    await reporting.kill();
    expect([reporting.isRunning, await status('/health/ready')]).toEqual([false, 503]);
    await reporting.start();
    expect([reporting.complaints, await status('/health/ready')]).toEqual([[], 200]);
  });

  it('freezes one, which answers nobody, and thaws it; a frozen one stops as well', async () => {
    const assignment = processes.process('task-assignment');
    assignment.freeze();
    expect(await status('/health/ready')).toBe(503);
    assignment.thaw();
    await until(
      () => status('/health/ready'),
      (answer) => answer === 200,
    );
    assignment.freeze();
    await assignment.restart({ LOG_LEVEL: 'error' });
    expect(assignment.complaints).toEqual([]);
  });

  it('takes a second process of a service', async () => {
    const second = await processes.another('reporting');
    expect([second.name, await second.trouble()]).toEqual(['reporting-2', undefined]);
    await second.stop();
  });

  it('says in one sentence why a process does not start, and gives up on it', async () => {
    const compliance = processes.process('procurement-compliance');
    await expect(compliance.restart({ TRANSPORT: 'pigeon' })).rejects.toThrow(
      /^procurement-compliance does not start\. Setting TRANSPORT must be .*: it is "pigeon"\.$/,
    );
    expect(compliance.isRunning).toBe(false);
    await compliance.start({ TRANSPORT: 'postgres' });
    expect(readFileSync(join(processes.logFolder, 'procurement-compliance.ndjson'), 'utf8')).toMatch('pigeon');
  });
});
