import { join } from 'node:path';
import { clusterDown, clusterUp, wantedCluster, whyNoNode, type Cluster } from '../../cluster/cluster.ts';
import { installOperator } from '../../cluster/demo/install.ts';
import { loadImages } from '../../cluster/image.ts';
import { cacheDirectory } from '../../cluster/paths.ts';
import { withLock } from '../../cluster/tools/lock.ts';
import { kubeconfigVariable, skipVariable } from './kubeconfig.ts';

declare global {
  /** Handed from Jest's globalSetup to its globalTeardown, which run in the same process. */
  var k6Cluster: Cluster | undefined;
}

/**
 * A whole cluster with the operator installed from the sources as they are. Without root, and with no other cluster named, the tests
 * are skipped with one line that says why; with CI=true that is a failure.
 */
export default async function setUp(): Promise<void> {
  const reason = wantedCluster() === 'node' ? whyNoNode() : undefined;
  if (reason !== undefined) {
    if (process.env['CI'] === 'true') throw new Error(`the end-to-end tests may not be skipped in CI: ${reason}`);
    process.stderr.write(`end-to-end tests skipped: ${reason}\n`);
    process.env[skipVariable] = reason;
    return;
  }
  const cluster = await clusterUp();
  globalThis.k6Cluster = cluster;
  process.env[kubeconfigVariable] = cluster.kubeconfig;
  // Helm refuses a second upgrade of a release while one is under way.
  await withLock(join(cacheDirectory(), 'install.lock'), async () => {
    await loadImages(cluster);
    await installOperator(cluster);
  });
}

/** Takes the cluster down, unless it ran before or K6_KEEP_CLUSTER asks to keep it. */
export async function tearDown(): Promise<void> {
  const keep = (process.env['K6_KEEP_CLUSTER'] ?? '') !== '';
  if (globalThis.k6Cluster?.fresh === true && !keep) await clusterDown();
}
