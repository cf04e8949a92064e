// `npm run check`: everything that must hold before a change is done, cheapest first; stops at the first failure.
// `--quick` leaves out the build and the tests, `--before-tests` the tests.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, orExit } from './ensure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const withBuild = !process.argv.includes('--quick');
const withTests = withBuild && !process.argv.includes('--before-tests');

const lock = ['lock', 'infra/check-lock.mjs'];
const steps = [
  ['layout', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['types', 'node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.'],
  ['unused code', 'node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  ...(withBuild ? [['build', 'infra/ensure.mjs', '--no-run']] : []),
];

function run([name, ...command]) {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} ${seconds} s\n`);
  if (status === 0) return;
  process.stdout.write(stdout + stderr);
  process.exit(1);
}

run(lock); // before npm ci, which would fail with less of an explanation
await orExit(ensureDependencies);
for (const step of steps) run(step);

if (withTests) {
  // Not through run(): tests take their time and show what they do. Their reporter has the last line.
  const { status } = spawnSync(process.execPath, ['infra/test.mjs'], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
