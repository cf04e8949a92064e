import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { holdDataFolder, inOneSentence } from './data-folder.js';
import { choosePort, isFree } from './port.js';
import { type PostgresBinaries, preparePostgresBinaries } from './postgres-binaries.js';
import { prepareServerHome, type ServerAccount } from './server-account.js';

/** A running PostgreSQL server that belongs to one data folder. */
export interface EmbeddedPostgres {
  adminUrl: string;
  stop(): Promise<void>;
  /** Crashes the server (no checkpoint, as at a power cut) and starts it again on the same port. */
  restartImmediately(): Promise<void>;
  /** Starts the server again where it has died; answers whether it had. */
  revive(): Promise<boolean>;
  postmasterPid(): number;
}

interface Cluster {
  folder: string;
  log: string;
  password: string;
  portFile: string;
  pg: PostgresBinaries;
}

const PATIENCE_SECONDS = 30;

// Loopback only; no socket file, since its path may not exceed 107 characters. Small memory, because it shares the
// computer with five services. Commits wait for the disk: an accepted order survives a power cut.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: "''",
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  max_parallel_workers_per_gather: '0',
  synchronous_commit: 'on',
  idle_in_transaction_session_timeout: '60s',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** Starts the data folder's server, or attaches to it when a crash of its owner left it running. */
export async function startPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  const lock = holdDataFolder(folder);
  try {
    const cluster = await prepareCluster(folder);
    if (!(await isRunning(cluster))) await start(cluster);
    const adminUrl = adminUrlOf(cluster);
    await untilItAnswers(adminUrl);
    let stopping: Promise<void> | undefined;
    // One after the other: in the middle of a restart a revival would see a dead server and start a second one.
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    };
    return {
      adminUrl,
      stop: () => (stopping ??= inTurn(() => stop(cluster)).finally(() => lock.release())),
      restartImmediately: () =>
        inTurn(async () => {
          const how = ['-m', 'immediate', ...whereAndHowLong(cluster), '-l', cluster.log];
          await cluster.pg.run('pg_ctl', ['restart', ...how]);
          await untilItAnswers(adminUrl);
        }),
      revive: () =>
        inTurn(async () => {
          if (stopping || (await isRunning(cluster))) return false;
          await start(cluster);
          await untilItAnswers(adminUrl);
          return true;
        }),
      postmasterPid: () => postmaster(cluster).pid,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The address of the data folder's server where it runs; a folder without one is no platform's. */
export async function runningPostgres(dataDir: string): Promise<string | undefined> {
  const folder = resolve(dataDir);
  const pointer = join(folder, 'postgres-is-in');
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(folder, 'postgres');
  if (!existsSync(join(home, 'cluster')))
    throw new Error(`There is no platform in ${folder}: set DATA_DIR to one's data folder, or DATABASE_URL.`);
  const cluster = await prepareCluster(folder);
  return (await isRunning(cluster)) ? adminUrlOf(cluster) : undefined;
}

async function prepareCluster(dataDir: string): Promise<Cluster> {
  const { home, account } = inOneSentence(dataDir, () => prepareServerHome(dataDir));
  const cluster: Cluster = {
    folder: join(home, 'cluster'),
    log: join(home, 'server.log'),
    portFile: join(home, 'port'),
    pg: await preparePostgresBinaries(home, account),
    password: '',
  };
  const passwordFile = join(home, 'superuser-password');
  removeDrafts(home);
  if (!existsSync(cluster.folder)) await initialise(cluster, home, passwordFile, account);
  if (!existsSync(passwordFile))
    throw new Error(`The password file ${passwordFile} is missing: restore it, or remove ${home} to start empty.`);
  return { ...cluster, password: readFileSync(passwordFile, 'utf8').trim() };
}

/** Works in a draft folder and renames it at the end: a start that is killed half-way leaves nothing that looks like a cluster. */
async function initialise(cluster: Cluster, home: string, passwordFile: string, account: ServerAccount): Promise<void> {
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const draft = join(home, `draft-${randomBytes(4).toString('hex')}`);
  // Norwegian alphabetical order by ICU, so sorting is the same on every operating system.
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=nb-NO'];
  await cluster.pg.run('initdb', [
    '-D',
    draft,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '-A',
    'scram-sha-256',
    '--data-checksums',
    ...locale,
  ]);
  renameSync(draft, cluster.folder);
}

function removeDrafts(home: string): void {
  for (const name of readdirSync(home).filter((each) => each.startsWith('draft-'))) {
    try {
      rmSync(join(home, name), { recursive: true, force: true });
    } catch {
      // The initdb of a killed start may still be writing there; the next start removes the rest.
    }
  }
}

async function start(cluster: Cluster): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(cluster.portFile);
    const settings = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}=${value}`);
    try {
      const options = [`-p ${port}`, ...settings].join(' ');
      await cluster.pg.run('pg_ctl', ['start', ...whereAndHowLong(cluster), '-l', cluster.log, '-o', options]);
      return;
    } catch (error) {
      // A start that was killed may have got this far after all.
      if (await isRunning(cluster)) return;
      // Somebody may take the port between our look and the server's.
      if (attempt < 3 && !(await isFree(port))) continue;
      throw new Error(`PostgreSQL did not start. The end of ${cluster.log}:\n${endOf(cluster.log)}`, { cause: error });
    }
  }
}

async function stop(cluster: Cluster): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if (!(await isRunning(cluster))) return;
    await cluster.pg.run('pg_ctl', ['stop', '-m', mode, ...whereAndHowLong(cluster)]).catch(() => undefined);
  }
  if (await isRunning(cluster)) throw new Error(`PostgreSQL (process ${postmaster(cluster).pid}) does not stop.`);
}

async function isRunning(cluster: Cluster): Promise<boolean> {
  const isUp = await cluster.pg.run('pg_ctl', ['status', '-D', cluster.folder]).then(
    () => true,
    () => false,
  );
  if (!isUp) return false;
  if (isOurServer(cluster)) return true;
  // After a power cut or in a restarted container the recorded process number may be another program's by now.
  rmSync(join(cluster.folder, 'postmaster.pid'), { force: true });
  return false;
}

/** PostgreSQL's working folder is its data folder; where /proc cannot tell, we believe postmaster.pid. */
function isOurServer(cluster: Cluster): boolean {
  if (!existsSync('/proc/self/cwd')) return true;
  try {
    const [at, here] = [statSync(`/proc/${postmaster(cluster).pid}/cwd`), statSync(cluster.folder)];
    return at.ino === here.ino && at.dev === here.dev;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** postmaster.pid: the process number is its first line, the port its fourth. */
function postmaster(cluster: Cluster): { pid: number; port: number } {
  const lines = readFileSync(join(cluster.folder, 'postmaster.pid'), 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

function whereAndHowLong(cluster: Cluster): string[] {
  return ['-D', cluster.folder, '-w', '-t', String(PATIENCE_SECONDS)];
}

function adminUrlOf(cluster: Cluster): string {
  return `postgres://postgres:${cluster.password}@127.0.0.1:${postmaster(cluster).port}/postgres`;
}

async function untilItAnswers(adminUrl: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      // One that recovers from a backup answers before it can be written to.
      const { rows } = await client.query<{ recovers: boolean }>('SELECT pg_is_in_recovery() AS recovers');
      if (!rows[0]!.recovers) return;
      if (Date.now() > deadline)
        throw new Error('PostgreSQL still recovers from a backup: start again when it is done.');
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function endOf(log: string): string {
  return existsSync(log)
    ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n')
    : '(no log was written)';
}
