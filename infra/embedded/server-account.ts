import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The account PostgreSQL runs as; undefined means our own, which is right for everyone but root. */
export type ServerAccount = { uid: number; gid: number } | undefined;

/** The folder PostgreSQL owns (created when missing) and the account that runs it. */
export function prepareServerHome(dataDir: string): { home: string; account: ServerAccount } {
  const beside = join(dataDir, 'postgres');
  const existing = ownerOf(beside);
  if (process.getuid?.() !== 0) {
    if (existing && process.getuid && existing.uid !== process.getuid()) throw new ForeignDataFolder(dataDir);
    makePrivate(beside, undefined);
    return { home: beside, account: undefined };
  }
  // PostgreSQL refuses to run as root. Data that an ordinary account made stay that account's.
  const account = existing && existing.uid !== 0 ? existing : unprivilegedAccount();
  const home = canReach(dataDir, account) ? beside : homeElsewhere(dataDir);
  makePrivate(home, account);
  return { home, account };
}

/** One sentence instead of a bare EACCES when another account owns the data folder. */
export class ForeignDataFolder extends Error {
  constructor(dataDir: string) {
    super(
      `The data folder ${dataDir} belongs to another account: start as that account, or set DATA_DIR to a folder of your own.`,
    );
    this.name = 'ForeignDataFolder';
  }
}

function unprivilegedAccount(): { uid: number; gid: number } {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!found)
    throw new Error('PostgreSQL does not run as root, and this computer has neither a postgres nor a nobody account.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Below a private home folder (mode 700) only root gets through, so the data live elsewhere; the data folder says where. */
function homeElsewhere(dataDir: string): string {
  const pointer = join(dataDir, 'postgres-is-in');
  try {
    return readFileSync(pointer, 'utf8').trim();
  } catch {
    const shelf = statSync('/var/lib', { throwIfNoEntry: false }) ? '/var/lib' : tmpdir();
    const home = join(shelf, `inkluderende-kommune-${randomBytes(6).toString('hex')}`);
    writeFileSync(pointer, `${home}\n`);
    process.stderr.write(`The account that runs PostgreSQL cannot enter ${dataDir}; its files are in ${home}\n`);
    return home;
  }
}

function canReach(folder: string, account: { uid: number; gid: number }): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const { uid, gid, mode } = statSync(at);
    const mayEnter = uid === account.uid ? mode & 0o100 : gid === account.gid ? mode & 0o010 : mode & 0o001;
    if (!mayEnter) return false;
    if (dirname(at) === at) return true;
  }
}

function makePrivate(folder: string, account: ServerAccount): void {
  mkdirSync(folder, { recursive: true });
  if (account) chownSync(folder, account.uid, account.gid);
  chmodSync(folder, 0o700);
}

function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat && { uid: stat.uid, gid: stat.gid };
}
