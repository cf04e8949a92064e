import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../embedded/postgres.js';
import { Client } from './client.js';
import { Follower } from './follower.js';
import { measure, type Measured, type Spread } from './measure.js';
import { startUnderTest } from './platform-under-test.js';
import { memoryMiBOf } from './processes.js';
import { buildTown } from './town.js';

/** What `npm run bench` comes to; `--json` prints it as the last line. */
interface Figures {
  flowsPerSecond1: number;
  flowsPerSecond8: number;
  runs: Measured[];
  memoryMiB: { node: number; postgres: number; all: number };
  readyMs: { first: number; second: number };
  machine: { cores: number; node: string };
}

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '10' } },
});
const seconds = Number(values.seconds);
if (!(seconds >= 1 && seconds <= 600)) {
  process.stderr.write('--seconds must be a number from 1 to 600.\n');
  process.exit(2);
}
const say = (line: string) => process.stderr.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'inkluderende-bench-'));
chmodSync(folder, 0o755); // so that root's PostgreSQL, which runs as another account, can enter
try {
  const readyMs = await measureReady(join(folder, 'ready'));
  const figures = {
    ...(await measureFlows(join(folder, 'flows'))),
    readyMs,
    machine: { cores: cpus().length, node: process.version },
  };
  print(figures);
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A first and a second start on one data folder, as a user has them. */
async function measureReady(dataDir: string): Promise<Figures['readyMs']> {
  say('Starting twice …');
  const times: number[] = [];
  for (let i = 0; i < 2; i += 1) {
    const platform = await startUnderTest(dataDir);
    times.push(platform.readyMs);
    await platform.stop();
  }
  return { first: times[0]!, second: times[1]! };
}

async function measureFlows(dataDir: string): Promise<Omit<Figures, 'readyMs' | 'machine'>> {
  const postgres = await startPostgres(join(dataDir, 'database'));
  const platform = await startUnderTest(dataDir, postgres.adminUrl);
  const adminUrl = postgres.adminUrl.replace(/\/[^/]*$/, '/inkluderende');
  const follower = new Follower(adminUrl);
  try {
    const setUp = new Client(platform.url, 2);
    const town = await buildTown(setUp);
    await setUp.close();
    await follower.start();
    const subject = {
      url: platform.url,
      nodePid: platform.pid,
      postgresPid: postgres.postmasterPid(),
      adminUrl,
      follower,
      town,
    };
    const runs: Measured[] = [];
    for (const clients of [1, 8]) {
      say(`${clients} client${clients > 1 ? 's' : ''}, ${seconds} s …`);
      runs.push(await measure(subject, clients, seconds));
    }
    const node = memoryMiBOf(platform.pid);
    const database = memoryMiBOf(subject.postgresPid);
    return {
      flowsPerSecond1: runs[0]!.flowsPerSecond,
      flowsPerSecond8: runs[1]!.flowsPerSecond,
      runs,
      memoryMiB: { node, postgres: database, all: node + database },
    };
  } finally {
    await follower.stop();
    await platform.stop();
    await postgres.stop();
  }
}

function print({ runs, memoryMiB, readyMs, machine }: Figures): void {
  const ms = ({ p50, p95 }: Spread) => `${p50.toFixed(1).padStart(7)} ${p95.toFixed(1).padStart(7)}`;
  const lines = [
    `\nOne flow: place → cleared → claim → confirmed → deliver → accept → in reporting (${machine.cores} cores, Node ${machine.node})`,
  ];
  for (const run of runs) {
    const { clients, flowsPerSecond, baselinePerSecond, cpuMsPerFlow } = run;
    lines.push(
      `\n${clients} client${clients > 1 ? 's' : ''}: ${flowsPerSecond.toFixed(1)} flows/s over ${run.flows} flows`,
      `  plain two-insert transactions: ${baselinePerSecond.toFixed(0)}/s, so one flow costs as much as ${(baselinePerSecond / flowsPerSecond).toFixed(1)} of them`,
      `  CPU per flow: Node ${cpuMsPerFlow.node.toFixed(2)} ms, PostgreSQL ${cpuMsPerFlow.postgres.toFixed(2)} ms`,
      `  ms                  p50     p95`,
      ...Object.entries(run.commands).map(([name, each]) => `  ${name.padEnd(15)}${ms(each)}`),
      `  ${'placed→cleared'.padEnd(15)}${ms(run.clearedMs)}`,
    );
  }
  const { node, postgres, all } = memoryMiB;
  lines.push(
    `\nMemory (PSS): Node ${node.toFixed(0)} MiB, PostgreSQL ${postgres.toFixed(0)} MiB, in all ${all.toFixed(0)} MiB`,
    `Ready after ${(readyMs.first / 1000).toFixed(1)} s the first time, ${(readyMs.second / 1000).toFixed(1)} s the second`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
