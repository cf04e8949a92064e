// package-lock.json must install everywhere. Where a registry lacks a package's builds for other systems, `npm install`
// leaves them out of the lock without a word, and `npm ci` then fails on another computer: found here first.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = process.argv[2] ?? fileURLToPath(new URL('../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(file, 'utf8'));

const problems = Object.entries(packages).flatMap(([path, locked]) => [
  // An address of one registry sends every later installation there, also from where it cannot be reached.
  ...(/^https?:/.test(locked.resolved ?? '') ? [`${path} is bound to the address ${locked.resolved}`] : []),
  ...Object.keys(locked.optionalDependencies ?? {})
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path || 'package.json'} needs ${name} on some systems, and the lock does not have it`),
]);

/** As Node resolves: beside the package, then one level up, and so on. */
function isLocked(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in packages) return true;
    if (at === '') return false;
  }
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
