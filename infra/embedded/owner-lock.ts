import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A held lock; `release` gives it back and may be called twice. */
export interface OwnerLock {
  release(): void;
}

/** Takes the lock file for this process, or answers with the living process that holds it. A dead owner's lock is taken over. */
export function takeOwnerLock(file: string): OwnerLock | { heldBy: number } {
  const mine = describeProcess(process.pid);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, mine);
  try {
    for (;;) {
      // link() creates the lock with its content in one step, so nobody ever reads a lock without an owner.
      if (tryLink(draft, file)) return { release: () => releaseIfMine(file, mine) };
      const owner = readOrNothing(file);
      if (owner === undefined) continue;
      if (isAlive(owner)) return { heldBy: Number.parseInt(owner, 10) };
      takeAway(file, owner, draft);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a dead owner's lock; if another process replaced it in the meantime, that one is put back. */
function takeAway(file: string, deadOwner: string, draft: string): void {
  const aside = `${draft}.aside`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readOrNothing(aside) !== deadOwner) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function releaseIfMine(file: string, mine: string): void {
  if (readOrNothing(file) === mine) rmSync(file, { force: true });
}

function isAlive(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  return describeProcess(pid) === owner;
}

/** The pid and, where /proc tells it, the start: a process number is used again after a restart, often at once in a container. */
function describeProcess(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${pid} ${startTicks} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}\n`;
  } catch {
    return `${pid}\n`;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
