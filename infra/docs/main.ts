// `npm run docs` writes the generated pages; `npm run docs -- --check` only says which are stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pages } from './pages.js';
import { root } from './sources.js';

const onlyCheck = process.argv.includes('--check');
const stale = pages().filter(({ wanted, found }) => wanted !== found);

for (const { path, wanted } of stale) {
  if (onlyCheck) {
    process.stderr.write(`${path} is stale: run npm run docs\n`);
    continue;
  }
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), wanted);
  process.stdout.write(`wrote ${path}\n`);
}
if (stale.length === 0) process.stdout.write('every generated page is fresh\n');
if (onlyCheck && stale.length > 0) process.exitCode = 1;
