// `npm run docs` writes the generated pages; `npm run docs -- --check` only says which are stale; `npm run docs -- --release`
// keeps the published language as a release first.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languageNow } from './language.js';
import { pages } from './pages.js';
import { release, versionNow } from './releases.js';
import { root } from './sources.js';

if (process.argv.includes('--release')) {
  try {
    release({ version: versionNow(), language: languageNow() });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

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
