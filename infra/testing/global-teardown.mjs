import { removeCluster } from './test-cluster.mjs';

export default async function removeTestCluster() {
  await removeCluster(process.env.TEST_CLUSTER_FOLDER);
}
