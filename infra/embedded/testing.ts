import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test that PostgreSQL reaches. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkluderende-platform-'));
  // Started by root, PostgreSQL runs as another account and must get through.
  chmodSync(folder, 0o755);
  return folder;
}
