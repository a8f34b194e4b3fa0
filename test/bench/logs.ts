import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterUp, wantedCluster, whyNoNode } from '../../cluster/cluster.ts';
import { installOperator } from '../../cluster/demo/install.ts';
import { restartNodeApiServer } from '../../cluster/node/restart.ts';
import { root } from '../../cluster/paths.ts';
import { bundlePlugin } from '../../plugin/bundle/bundle.ts';
import { kubeconfigVariable } from '../setup/kubeconfig.ts';
import { median, type Figure } from './figure.ts';
import type { Both, Compared, Program, Result } from './follower.ts';
import { followPlayedRuns } from './playedlogs.ts';

/** One time differs from the next by what else the machine does and by what a garbage collector has not come to yet. */
const rounds = 3;

/** `kubectl k6 logs -f` and stern over the same 30 logs of 200,000 lines: on a kubelet that has them in memory, and on the real node. */
export async function benchLogs(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-k6-'));
  try {
    await bundlePlugin(root, folder);
    const plugin = join(folder, 'kubectl-k6');
    const figures: Figure[] = [];
    for (const compared of [...await followPlayedRuns(plugin, rounds), ...await realRuns(plugin)]) figures.push(...compare(compared));
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where the machine can have a node of our own, whose API server may be restarted. */
async function realRuns(plugin: string): Promise<Compared[]> {
  if (wantedCluster() !== 'node' || whyNoNode() !== undefined) return [];
  const cluster = await clusterUp();
  await installOperator(cluster);
  process.env[kubeconfigVariable] = cluster.kubeconfig;
  const [{ aRound, followRealRun, readRealRun }, { aPlace, leave }] = await Promise.all([import('./nodelogs.ts'), import('../e2e/place.ts')]);
  const place = await aPlace('bench-logs');
  const scene = { place, kubeconfig: cluster.kubeconfig, plugin };
  const followed: Compared = { how: 'of real k6, side by side, API server restarted', rounds: [] };
  const read: Compared = { how: 'of real k6, already printed', rounds: [] };
  for (let number = 0; number < rounds; number += 1) {
    followed.rounds.push(await followRealRun(scene, () => restartNodeApiServer(cluster.directory, 500), aRound(number)));
    read.rounds.push(await readRealRun(scene, aRound(number)));
  }
  await leave(place);
  return [followed, read];
}

/** Medians; the ratios are those of the two programs in the same round. */
function compare({ how, rounds: measured }: Compared): Figure[] {
  const rate = ({ seconds, lines }: Result): number => lines / seconds;
  const peak = ({ peakMiB }: Result): number => peakMiB;
  const middle = (program: Program, of: (result: Result) => number): number => median(measured.map((both) => of(both[program])));
  const ratio = (of: (result: Result) => number) => ({ to: 'stern', value: median(measured.map(({ ours, theirs }) => of(ours) / of(theirs))) });
  return [
    { name: `stern, 200,000 lines ${how}`, value: middle('theirs', rate), unit: 'lines/s', note: tally(measured, 'theirs') },
    { name: `kubectl k6 logs, 200,000 lines ${how}`, value: middle('ours', rate), unit: 'lines/s', ratio: ratio(rate), note: tally(measured, 'ours') },
    { name: '  stern, most memory', value: middle('theirs', peak), unit: 'MiB' },
    { name: '  kubectl k6 logs, most memory', value: middle('ours', peak), unit: 'MiB', ratio: ratio(peak) },
  ];
}

/** Of the worst round. */
function tally(measured: readonly Both[], program: Program): string {
  const results = measured.map((both) => both[program]);
  return `${Math.min(...results.map(({ lines }) => lines))} different lines, ${Math.max(...results.map(({ twice }) => twice))} twice`;
}
