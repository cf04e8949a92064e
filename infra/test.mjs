// `npm test [what Jest understands]`: works on a clean checkout.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, orExit } from './ensure.mjs';

await orExit(ensureDependencies);

const jest = spawn(
  process.execPath,
  [
    // Our modules and Nest's are ES modules, which Jest runs through Node's vm modules. Only the note that these are
    // experimental is silenced; other warnings are shown.
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url)),
    ...process.argv.slice(2),
  ],
  { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' },
);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => jest.kill(signal));
jest.once('close', (code) => process.exit(code ?? 1));
