import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Run } from '../../api/run.ts';
import { wantedCluster } from '../../cluster/cluster.ts';
import { extraImages } from '../../cluster/image/extras.ts';
import { root } from '../../cluster/paths.ts';
import { startMonitoring, type Monitoring } from '../setup/monitoring.ts';
import { describeOnNode } from '../setup/node.ts';
import { aScript } from './manifests.ts';
import { podsWith, runnersOf } from './objects.ts';
import { ended, outcomeOf } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';
import { k6ResourceWithExtension } from './readme2022.ts';
import { ensureImage } from './sampleimage.ts';

jest.setTimeout(240_000);

const run = 'k6-sample-with-extensions';
const script = `
  import { sleep } from 'k6';
  export const options = { vus: 8, duration: '10s' };
  export default function () { sleep(0.5); }
`;
const podMonitor = join(root, 'config', 'samples', 'prometheus', 'podmonitor.yaml');

// On a cluster of somebody's own there may be a Prometheus Operator already, whose CRDs are not ours to change.
(wantedCluster() === 'node' ? describeOnNode : describe.skip)('the README of 2022 under "Using extensions", with the Prometheus Operator', () => {
  let place: Place;
  let monitoring: Monitoring | undefined;

  beforeAll(async () => {
    place = await aPlace('extension');
    [monitoring] = await Promise.all([startMonitoring(place, podMonitor), ensureImage(extraImages.extension)]);
    const manifest = parse(k6ResourceWithExtension) as Run;
    // With the tag "latest" a kubelet asks a registry each time, and this image is nowhere but on the node.
    manifest.spec.runner = { imagePullPolicy: 'IfNotPresent' };
    await place.apply(aScript('crocodile-stress-test', script), manifest);
  });
  afterAll(async () => {
    await monitoring?.stop();
    await leave(place);
  });

  /** The greatest value that each pod had, by pod. */
  const greatest = async (series: string): Promise<Record<string, number>> => {
    const answer = await monitoring?.query(`max by (pod) (max_over_time(${series}{namespace="${place.namespace}"}[10m]))`);
    return Object.fromEntries((answer ?? []).map(({ metric, value }) => [metric['pod'] ?? '', value]));
  };
  const each = async (value: unknown): Promise<Record<string, unknown>> =>
    Object.fromEntries((await runnersOf(place, run)).map(({ metadata }) => [metadata?.name ?? '', value]));

  it('a k6 with one more output runs the test with --out', async () => {
    expect(outcomeOf(await ended(place, run))).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
    expect(await runnersOf(place, run)).toHaveLength(4);
  });

  it('Prometheus finds the metrics port of every runner by app: k6, and nothing else of the run', async () => {
    expect(await greatest('up')).toEqual(await each(1));
    expect(await podsWith(place, `k6_cr=${run},app=k6`)).toHaveLength(6);
  });

  it('Prometheus has k6’s series from every runner, each with its share of the load', async () => {
    expect(await greatest('k6_vus')).toEqual(await each(2));
    expect(await greatest('k6_iterations_total')).toEqual(await each(expect.any(Number)));
    const [sum] = (await monitoring?.query(`sum(max_over_time(k6_iterations_total{namespace="${place.namespace}"}[10m]))`)) ?? [];
    // Eight VUs with two iterations in a second, for the ten seconds less what Prometheus came too late for.
    expect(sum?.value).toBeGreaterThan(80);
  });
});
