import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 90_000;

/** Starts something once for all suites of one Jest run, in a folder of its own: the first that asks starts it, all get its address. */
export async function once(name: string, start: (folder: string) => Promise<string>): Promise<string> {
  const cluster = process.env['TEST_CLUSTER_FOLDER'];
  if (!cluster)
    throw new Error('TEST_CLUSTER_FOLDER is not set: run the test through Jest with this repository’s jest.config.mjs');
  const folder = join(cluster, name);
  const answer = join(cluster, `${name}.json`);
  if (isFirst(folder)) {
    const outcome = await start(folder).then(
      (address) => ({ address }),
      (error: unknown) => ({ problem: String(error) }),
    );
    writeFileSync(`${answer}.draft`, JSON.stringify(outcome));
    renameSync(`${answer}.draft`, answer);
  }
  const deadline = Date.now() + PATIENCE_MS;
  while (!existsSync(answer)) {
    if (Date.now() > deadline) throw new Error(`The suite that began to start ${name} has not finished`);
    await pause(25);
  }
  const { address, problem } = JSON.parse(readFileSync(answer, 'utf8')) as { address?: string; problem?: string };
  if (!address) throw new Error(problem);
  return address;
}

/** mkdir succeeds for exactly one of several processes. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
