import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '../embedded/postgres.js';
import { Client } from './client.js';
import { Follower } from './follower.js';
import { cpuMs, measure, memoryMiB, per, type Measured, type Share, type Subject } from './measure.js';
import { measurePaced } from './paced.js';
import { startUnderTest, type Shape } from './platform-under-test.js';
import { printed, type Figures } from './print.js';
import { measureRelay } from './relay.js';
import { buildTown } from './town.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    /** Flows started per second, instead of clients that wait for one before they start the next. */
    rate: { type: 'string', default: '0' },
    /** Seconds in which nobody asks for anything. */
    idle: { type: 'string', default: '0' },
    /** Each service as its own process; the next two are `start:processes`' own. */
    processes: { type: 'boolean', default: false },
    transport: { type: 'string', default: 'kafka' },
    brokers: { type: 'string', default: '1' },
    /** Only how fast a log is copied to Kafka. */
    relay: { type: 'boolean', default: false },
  },
});
const [seconds, rate, idle] = [Number(values.seconds), Number(values.rate), Number(values.idle)];
if (!(seconds >= 1 && seconds <= 600)) wrongUse('--seconds must be a number from 1 to 600.');
if (!(rate >= 0 && rate <= 1000)) wrongUse('--rate must be a number from 0 to 1000.');
if (!(idle >= 0 && idle <= 600)) wrongUse('--idle must be a number of seconds from 0 to 600.');
const shape: Shape = values.processes
  ? { processes: ['--transport', values.transport, '--brokers', values.brokers] }
  : 'one process';
const say = (line: string) => process.stderr.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'inkluderende-bench-'));
chmodSync(folder, 0o755); // so that root's PostgreSQL, which runs as another account, can enter
try {
  if (values.relay) {
    const figures = await measureRelay(folder);
    const { facts, factsPerSecond, baselinePerSecond } = figures;
    say(
      `A relay copies ${factsPerSecond.toFixed(0)} facts/s (${facts} of them); records alone: ${baselinePerSecond.toFixed(0)}/s.`,
    );
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } else await measureAll();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<void> {
  const readyMs = await measureReady(join(folder, 'ready'));
  const figures: Figures = {
    ...(await measureFlows(join(folder, 'flows'))),
    readyMs,
    machine: { cores: cpus().length, node: process.version },
  };
  process.stdout.write(`${printed(figures).join('\n')}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
}

/** A first and a second start on one data folder, as a user has them. */
async function measureReady(dataDir: string): Promise<Figures['readyMs']> {
  say('Starting twice …');
  const times: number[] = [];
  for (let i = 0; i < 2; i += 1) {
    const platform = await startUnderTest(shape, dataDir);
    times.push(platform.readyMs);
    await platform.stop();
  }
  return { first: times[0]!, second: times[1]! };
}

async function measureFlows(dataDir: string): Promise<Omit<Figures, 'readyMs' | 'machine'>> {
  const postgres = await startPostgres(join(dataDir, 'database'));
  const platform = await startUnderTest(shape, dataDir, postgres.adminUrl).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  const adminUrl = postgres.adminUrl.replace(/\/[^/]*$/, '/inkluderende');
  const follower = new Follower(adminUrl);
  try {
    const setUp = new Client(platform.url, 2);
    const town = await buildTown(setUp);
    await setUp.close();
    const pids = { nodePid: platform.pid, postgresPid: postgres.postmasterPid() };
    const subject: Subject = { url: platform.url, ...pids, adminUrl, follower, town };
    const idleMsPerSecond = idle > 0 ? await measureIdle(subject) : undefined;
    await follower.start();
    const found = rate > 0 ? await paced(subject) : await closed(subject);
    const memory = memoryMiB(subject);
    const all = memory.node + memory.postgres + (memory.kafka ?? 0);
    return { ...found, memoryMiB: { ...memory, all }, ...(idleMsPerSecond && { idleMsPerSecond }) };
  } finally {
    await follower.stop();
    await platform.stop();
    await postgres.stop();
  }
}

async function closed(subject: Subject) {
  const runs: Measured[] = [];
  for (const clients of [1, 8]) {
    say(`${clients} client${clients > 1 ? 's' : ''}, ${seconds} s …`);
    runs.push(await measure(subject, clients, seconds));
  }
  return { flowsPerSecond1: runs[0]!.flowsPerSecond, flowsPerSecond8: runs[1]!.flowsPerSecond, runs };
}

async function paced(subject: Subject) {
  say(`${rate} flows per second, ${seconds} s …`);
  return { runs: [], paced: await measurePaced(subject, rate, seconds) };
}

async function measureIdle(subject: Subject): Promise<Share> {
  say(`Nothing at all, ${idle} s …`);
  await pause(2_000); // what the town set off comes to its end first
  const before = cpuMs(subject);
  await pause(idle * 1000);
  return per(idle, before, cpuMs(subject));
}

function wrongUse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
