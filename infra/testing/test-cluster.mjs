import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The names of test clusters' folders begin with this; the number of the Jest process follows. */
export const PREFIX = 'inkluderende-jest-';

/** Stops the servers of a test cluster, if it has any, and removes its files. */
export async function removeCluster(folder) {
  // Nothing of it is kept, so the broker need not write anything first.
  const broker = numberIn(join(folder, 'kafka/pid'));
  if (broker > 0) await end(broker, 'SIGKILL');
  const home = homeOf(folder);
  // SIGQUIT is PostgreSQL's immediate shutdown: these data are thrown away, so nothing needs to be written first.
  const postmaster = numberIn(join(home, 'cluster/postmaster.pid'));
  if (postmaster > 0) await end(postmaster, 'SIGQUIT');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A Jest run that was killed could not tear down: the next run does it. */
export async function removeAbandonedClusters() {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const isOurs = statSync(folder).uid === process.getuid?.();
    if (isOurs && !signal(Number.parseInt(name.slice(PREFIX.length), 10), 0)) await removeCluster(folder);
  }
}

/** Where root's server account cannot enter the folder, its files are elsewhere and a pointer says where. */
function homeOf(folder) {
  const pointer = join(folder, 'data/postgres-is-in');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(folder, 'data/postgres');
}

async function end(pid, name) {
  signal(pid, name);
  for (const deadline = Date.now() + 10_000; signal(pid, 0) && Date.now() < deadline;) await pause(20);
}

function numberIn(file) {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return undefined;
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
