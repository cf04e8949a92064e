import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../embedded/port.js';

const programOf = (place: string) => fileURLToPath(new URL(`../${place}/main.js`, import.meta.url));
// Kafka and five processes take their time on a busy computer.
const PATIENCE_MS = 180_000;

/** The platform as a process of its own, so that its time and memory are not mixed with those of the clients. */
export interface PlatformUnderTest {
  url: string;
  pid: number;
  /** From starting the process to the first answer that it is ready. */
  readyMs: number;
  stop(): Promise<void>;
}

/** One process for all, or one for each service with these words to `start:processes`. */
export type Shape = 'one process' | { processes: string[] };

/** Starts the platform on a data folder; on a PostgreSQL of ours where an address is given. */
export async function startUnderTest(shape: Shape, dataDir: string, databaseUrl?: string): Promise<PlatformUnderTest> {
  const port = await freePort();
  const { DATABASE_URL: _, ...rest } = process.env;
  const settings = {
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'info',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  };
  const started = performance.now();
  const program = shape === 'one process' ? [programOf('embedded')] : [programOf('processes'), ...shape.processes];
  const child = spawn(process.execPath, [...(process.env['BENCH_NODE_FLAGS']?.split(' ') ?? []), ...program], {
    env: { ...rest, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, child);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { url, pid: child.pid!, readyMs: performance.now() - started, stop: () => stop(child) };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const isUp = await fetch(`${url}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return;
    if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('the platform did not get ready');
    await pause(20);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  // In order, because one that is killed leaves its Kafka behind.
  child.kill('SIGTERM');
  await ended;
}
