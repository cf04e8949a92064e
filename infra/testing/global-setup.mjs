import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREFIX, removeAbandonedClusters } from './test-cluster.mjs';

/** Only names the folder: database.ts starts the server for the first suite that needs one. */
export default async function prepareTestCluster() {
  await removeAbandonedClusters();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // mkdtemp makes it private; started by root, PostgreSQL runs as another account and must get through.
  chmodSync(folder, 0o755);
  process.env.TEST_CLUSTER_FOLDER = folder;
}
