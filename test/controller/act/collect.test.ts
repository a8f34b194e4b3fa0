import { describe, expect, it } from '@jest/globals';
import { collectLogs } from '../../../controller/act/collect.ts';
import type { LogSource } from '../../../controller/plan/types.ts';
import { KubeError } from '../../../kube/errors.ts';
import { aStoredRun, now } from '../../builders/run.ts';
import { FakeCluster } from '../simulation/cluster.ts';

const run = aStoredRun();

function source(index: number): LogSource {
  return { key: `runner-${index}.log`, pod: { name: `pod-${index}`, uid: 'u' }, container: 'k6' };
}

async function collect(cluster: FakeCluster, sources: LogSource[], keepWithoutOwner = false): Promise<Record<string, string>> {
  await collectLogs(run, { do: 'collect-logs', sources, keepWithoutOwner }, { client: cluster.connect(), concurrency: 4, now: () => now, signal: new AbortController().signal });
  return cluster.configMaps.get('k6-sample-summary')?.data ?? {};
}

describe('collecting the logs of a run', () => {
  it('keeps each under its key in a ConfigMap that goes with the run', async () => {
    const cluster = new FakeCluster(now);
    expect(await collect(cluster, [source(1), source(2)])).toEqual({ 'runner-1.log': 'log of pod-1\n', 'runner-2.log': 'log of pod-2\n' });
    expect(cluster.configMaps.get('k6-sample-summary')?.metadata).toMatchObject({
      labels: { app: 'k6', k6_cr: 'k6-sample' }, annotations: { 'k6.io/run-uid': run.metadata.uid }, ownerReferences: [{ uid: run.metadata.uid }],
    });
  });

  it('leaves it without an owner where the run itself is to go', async () => {
    const cluster = new FakeCluster(now);
    await collect(cluster, [source(1)], true);
    expect(cluster.configMaps.get('k6-sample-summary')?.metadata?.ownerReferences).toEqual([]);
  });

  it('keeps the end of a long log', async () => {
    const cluster = new FakeCluster(now);
    cluster.logs.set('pod-1', `${'noise\n'.repeat(10_000)}the summary\n`);
    const { 'runner-1.log': log = '' } = await collect(cluster, [source(1)]);
    expect(log.endsWith('noise\nthe summary\n')).toBe(true);
    expect(log.length).toBeLessThanOrEqual(16 * 1024);
  });

  it('fits into a ConfigMap however many runners there are', async () => {
    const cluster = new FakeCluster(now);
    const sources = Array.from({ length: 1000 }, (_, at) => source(at + 1));
    for (const { pod } of sources) cluster.logs.set(pod?.name ?? '', 'a line of some length\n'.repeat(1000));
    const data = await collect(cluster, sources);
    expect(Object.keys(data)).toHaveLength(1000);
    expect(Buffer.byteLength(JSON.stringify(cluster.configMaps.get('k6-sample-summary')))).toBeLessThan(1024 * 1024);
  });

  it('says of each log that cannot be had why, and keeps the others', async () => {
    const cluster = new FakeCluster(now, { refuse: ({ verb, name }) => (verb === 'log' && name === 'pod-1' ? new KubeError('NotFound', 'log of pods pod-1: not found') : undefined) });
    expect(await collect(cluster, [source(1), source(2), { ...source(3), pod: undefined }])).toEqual({
      'runner-1.log': 'no log: log of pods pod-1: not found\n', 'runner-2.log': 'log of pod-2\n', 'runner-3.log': 'no log: no pod of this runner was left\n',
    });
  });

  it('replaces what an earlier run of that name left', async () => {
    const cluster = new FakeCluster(now);
    cluster.put(cluster.configMaps, { metadata: { name: 'k6-sample-summary', annotations: { 'k6.io/run-uid': 'older' } }, data: { 'runner-9.log': 'old' } });
    expect(await collect(cluster, [source(1)])).toEqual({ 'runner-1.log': 'log of pod-1\n' });
    expect(cluster.configMaps.get('k6-sample-summary')?.metadata?.annotations).toEqual({ 'k6.io/run-uid': run.metadata.uid });
  });

  it('does not touch a ConfigMap of that name that is no run\'s summary, and says so', async () => {
    const cluster = new FakeCluster(now);
    cluster.put(cluster.configMaps, { metadata: { name: 'k6-sample-summary' }, data: { mine: 'x' } });
    await expect(collect(cluster, [source(1)])).rejects.toMatchObject({ kind: 'Invalid', message: expect.stringContaining('rename it') });
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toEqual({ mine: 'x' });
  });
});
