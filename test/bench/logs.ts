import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterUp, wantedCluster, whyNoNode } from '../../cluster/cluster.ts';
import { installOperator } from '../../cluster/demo/install.ts';
import { restartNodeApiServer } from '../../cluster/node/restart.ts';
import { root } from '../../cluster/paths.ts';
import { bundlePlugin } from '../../plugin/bundle/bundle.ts';
import { kubeconfigVariable } from '../setup/kubeconfig.ts';
import type { Figure } from './figure.ts';
import type { Both, Result } from './follower.ts';
import { followPlayedRuns } from './playedlogs.ts';

/** `kubectl k6 logs -f` and stern over the same 30 logs of 200,000 lines: on a kubelet that has them in memory, and on the real node. */
export async function benchLogs(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-k6-'));
  try {
    await bundlePlugin(root, folder);
    const plugin = join(folder, 'kubectl-k6');
    const figures: Figure[] = [];
    for (const { how, both } of [...await followPlayedRuns(plugin), ...await realRuns(plugin)]) figures.push(...compare(how, both));
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Compared {
  /** How the lines came to be printed. */
  how: string;
  both: Both;
}

/** Where the machine can have a node of our own, whose API server may be restarted. */
async function realRuns(plugin: string): Promise<Compared[]> {
  if (wantedCluster() !== 'node' || whyNoNode() !== undefined) return [];
  const cluster = await clusterUp();
  await installOperator(cluster);
  process.env[kubeconfigVariable] = cluster.kubeconfig;
  const [{ followRealRun, readRealRun }, { aPlace, leave }] = await Promise.all([import('./nodelogs.ts'), import('../e2e/place.ts')]);
  const place = await aPlace('bench-logs');
  const scene = { place, kubeconfig: cluster.kubeconfig, plugin };
  const followed = await followRealRun(scene, () => restartNodeApiServer(cluster.directory, 500));
  const read = await readRealRun(scene);
  await leave(place);
  return [
    { how: 'of real k6, side by side, API server restarted', both: followed },
    { how: 'of real k6, already printed', both: read },
  ];
}

function compare(how: string, { ours, theirs }: Both): Figure[] {
  const rate = ({ seconds, lines }: Result): number => lines / seconds;
  return [
    { name: `stern, 200,000 lines ${how}`, value: rate(theirs), unit: 'lines/s', note: tally(theirs) },
    { name: `kubectl k6 logs, 200,000 lines ${how}`, value: rate(ours), unit: 'lines/s', ratio: { to: 'stern', value: rate(ours) / rate(theirs) }, note: tally(ours) },
    { name: '  stern, most memory', value: theirs.peakMiB, unit: 'MiB' },
    { name: '  kubectl k6 logs, most memory', value: ours.peakMiB, unit: 'MiB', ratio: { to: 'stern', value: ours.peakMiB / theirs.peakMiB } },
  ];
}

function tally({ lines, twice }: Result): string {
  return `${lines} different lines, ${twice} twice`;
}
