// Installs and builds what is missing, then becomes the wanted program: `node infra/ensure.mjs infra/embedded/main.js [args]`.
// Needs Node and npm alone, since right after `git clone` there is nothing else.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const stamp = join(dist, '.stamp');
const lock = join(dist, '.ensure.lock');

/** Runs `npm ci` unless node_modules is what package-lock.json says. */
export async function ensureDependencies() {
  if (isInstalled()) return;
  await alone(async () => {
    if (isInstalled()) return; // the other caller did it while we waited
    say('Installing packages (npm ci) ...');
    // NODE_ENV=production would leave out the compiler.
    await runStep(...npm(), 'ci', '--include=dev', '--no-audit', '--no-fund');
  });
}

/** Runs `nest build all` unless the build is of exactly these sources. */
export async function ensureBuild() {
  await ensureDependencies();
  if (isBuilt()) return;
  await alone(async () => {
    if (isBuilt()) return;
    say('Building (nest build all) ...');
    const built = sourcesHash();
    // Emptied first, so that nothing of a removed source file stays importable. The stamp comes last and only after success.
    for (const name of readdirSync(dist))
      if (!name.startsWith('.ensure')) rmSync(join(dist, name), { recursive: true });
    await runStep(process.execPath, join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', 'all');
    writeFileSync(stamp, built);
  });
}

function isInstalled() {
  const installed = readOrNothing(join(root, 'node_modules/.package-lock.json'));
  if (!installed) return false;
  const have = JSON.parse(installed).packages;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const inNodeModules = Object.keys(want).filter((path) => path.startsWith('node_modules/'));
  return (
    inNodeModules.every((path) => isSame(have[path], want[path])) && Object.keys(have).every((path) => path in want)
  );
}

/** Packages for other operating systems are in the lock but not on the disk. */
function isSame(have, want) {
  if (!have) return Boolean(want.optional);
  return have.version === want.version && (!have.integrity || !want.integrity || have.integrity === want.integrity);
}

function isBuilt() {
  return readOrNothing(stamp) === sourcesHash();
}

function sourcesHash() {
  const hash = createHash('sha256');
  const top = readdirSync(root).filter((name) => /^(tsconfig.*|nest-cli|package|package-lock)\.json$/.test(name));
  for (const path of [...top, ...['infra', 'libs', 'services'].flatMap(sourcesBelow)].sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function sourcesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ['node_modules', 'test', 'portal'].includes(entry.name) ? [] : sourcesBelow(path);
    return /(?<!\.spec)\.ts$|^tsconfig.*\.json$/.test(entry.name) ? [path] : [];
  });
}

function npm() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
}

/** Shows what the step printed only when it fails; passes a stop signal on and waits, so that no half-done step runs on alone. */
async function runStep(command, ...args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  let stoppedBy;
  const passOn = (signal) => child.kill((stoppedBy = signal));
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, passOn);
  const outcome = await new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(code ?? signal));
  });
  for (const signal of signals) process.off(signal, passOn);
  if (stoppedBy) throw new Stopped(128 + constants.signals[stoppedBy]);
  if (outcome === 0) return;
  process.stderr.write(Buffer.concat(output));
  say(`Failed (${outcome}): ${[command, ...args].join(' ')}`);
  throw new Stopped(1);
}

class Stopped extends Error {
  constructor(exitCode) {
    super('stopped');
    this.exitCode = exitCode;
  }
}

/** One caller at a time in this checkout; the lock of a caller that died is taken over. */
async function alone(work) {
  mkdirSync(dist, { recursive: true });
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    while (!tryLink(draft, lock)) {
      const owner = readOrNothing(lock);
      if (owner !== undefined && !isAlive(Number(owner))) removeLockOf(owner);
      else await new Promise((wake) => setTimeout(wake, 100));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Of several callers that find the owner dead, one renames the lock; if that was already a new owner's, it goes back. */
function removeLockOf(deadOwner) {
  const aside = `${lock}.aside.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readOrNothing(aside) !== deadOwner) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readOrNothing(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * npm passes SIGTERM and SIGINT on, but when npm itself is killed or loses its terminal (SIGKILL, SIGHUP) we would stay
 * behind as an orphan that keeps the ports and the data folder: then we ask ourselves to stop.
 */
function stopWhenNpmIsGone() {
  if (!process.env.npm_lifecycle_event) return;
  const npmItself = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npmItself) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** Runs a caller's steps; a failed step has already told why, and a folder that is not ours gets one sentence. */
export async function orExit(steps) {
  try {
    return await steps();
  } catch (error) {
    if (error instanceof Stopped) process.exit(error.exitCode);
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
    say(`Cannot write ${error.path}: it belongs to another account. Use that account, or a clone of your own.`);
    process.exit(1);
  }
}

async function main([program, ...args]) {
  stopWhenNpmIsGone();
  await orExit(ensureBuild);
  if (!program || program === '--no-run') return;
  const target = join(dist, program);
  if (!existsSync(target)) {
    say(`There is no ${program} in this repository`);
    process.exit(1);
  }
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, target, ...args];
  await import(pathToFileURL(target).href);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2));
