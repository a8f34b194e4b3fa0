import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { wantedCluster } from '../../../cluster/cluster.ts';
import { restartNodeApiServer } from '../../../cluster/node/restart.ts';
import { clusterDirectory, root } from '../../../cluster/paths.ts';
import { bundlePlugin } from '../../../plugin/bundle/bundle.ts';
import type { Both } from '../../bench/follower.ts';
import { followRealRun, readRealRun, total } from '../../bench/nodelogs.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aRun } from '../manifests.ts';
import { eventually } from '../objects.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

/** Only of a node of our own is the API server ours to restart. */
const describeHere = wantedCluster() === 'node' ? describeOnNode : describe.skip;

describeHere('the logs of 30 runners that print 200,000 lines, followed while the API server is restarted', () => {
  const bundle = mkdtempSync(join(tmpdir(), 'kubectl-k6-'));
  let place: Place;
  let followed: Both;
  let reads: Both[];

  beforeAll(async () => {
    [place] = await Promise.all([aPlace('followed'), bundlePlugin(root, bundle)]);
    const scene = { place, kubeconfig: testKubeconfigPath(), plugin: join(bundle, 'kubectl-k6') };
    followed = await followRealRun(scene, () => restartNodeApiServer(clusterDirectory(), 500));
    reads = [await readRealRun(scene), await readRealRun(scene), await readRealRun(scene)];
  });
  afterAll(async () => {
    rmSync(bundle, { recursive: true });
    // The tests after this one need the webhook, and a controller that has its lease again.
    await eventually(() => place.apply(aRun('after', { paused: 'true' })).catch(() => ''), (answer) => answer !== '', 60);
    await leave(place);
  });

  it('are shown whole: each line once, in the order of its runner, and the command ends with the run', () => {
    const { lines, twice, disordered, exitCode } = followed.ours;
    expect({ lines, twice, disordered, exitCode }).toEqual({ lines: total, twice: 0, disordered: 0, exitCode: 0 });
  });

  it('are followed in no more than twice the memory that stern takes', () => {
    expect(followed.ours.peakMiB).toBeLessThanOrEqual(2 * followed.theirs.peakMiB);
  });

  it('are read once more at the end in no more than twice the memory that stern takes', () => {
    expect(reads.flatMap(({ ours, theirs }) => [ours.lines, theirs.lines])).toEqual(Array.from({ length: 6 }, () => total));
    // What a garbage collector has not come to yet varies by 15 MiB from one time to the next: the least of three says what is needed.
    const least = (program: keyof Both): number => Math.min(...reads.map((read) => read[program].peakMiB));
    expect(least('ours')).toBeLessThanOrEqual(2 * least('theirs'));
  });
});
