import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OwnerLock, takeOwnerLock } from './owner-lock.js';
import { ForeignDataFolder } from './server-account.js';

/** Makes the data folder this process's own, or says in one sentence why it cannot be. */
export function holdDataFolder(folder: string): OwnerLock {
  const lock = inOneSentence(folder, () => {
    make(folder);
    return takeOwnerLock(join(folder, 'platform.lock'));
  });
  if (!('heldBy' in lock)) return lock;
  throw new Error(
    `The data folder ${folder} is in use by another running platform (process ${lock.heldBy}): stop that one first, or set DATA_DIR to another folder.`,
  );
}

/** What only this data folder knows, made at the first start and readable by its account alone. */
export function secretOf(folder: string): string {
  const file = join(folder, 'keys/database-secret');
  return inOneSentence(folder, () => {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.draft`, randomBytes(32).toString('hex'), { mode: 0o600 });
      renameSync(`${file}.draft`, file);
    }
    return readFileSync(file, 'utf8').trim();
  });
}

/** Makes a folder for data, or says in one sentence why it cannot be made. */
export const makeFolder = (folder: string): void => inOneSentence(folder, () => make(folder));

/** With those above it; mkdir's own way up never ends where a folder takes none, as /proc does. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const NO_FOLDER = ['ENOENT', 'ENOTDIR', 'EROFS', 'ENAMETOOLONG', 'ENOSPC'];

/** A folder of another account, or none at all, is no place for us, which is more than a bare EACCES or ENOENT says. */
export function inOneSentence<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM') throw new ForeignDataFolder(folder);
    if (!code || !NO_FOLDER.includes(code)) throw error;
    const why = `The data folder ${folder} cannot be made or written to (${code}): set DATA_DIR to one that can.`;
    throw new Error(why, { cause: error });
  }
}
