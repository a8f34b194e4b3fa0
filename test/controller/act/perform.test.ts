import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../api/kubernetes.ts';
import { perform, type ActionFailure } from '../../../controller/act/perform.ts';
import type { Action } from '../../../controller/plan/types.ts';
import { KubeError, type KubeErrorKind } from '../../../kube/errors.ts';
import { aPod, aRunnerJob, running, stored } from '../../builders/children.ts';
import { aStoredRun, now } from '../../builders/run.ts';
import { FakeCluster, type Faults } from '../simulation/cluster.ts';

const run = aStoredRun({ parallelism: 2 });
const job = aRunnerJob(run, 1);
const create: Action = { do: 'create-job', role: 'runner', job };

interface Done {
  failures: ActionFailure[];
  remembered: Job[];
}

async function act(cluster: FakeCluster, actions: Action[]): Promise<Done> {
  const remembered: Job[] = [];
  const failures = await perform(run, actions, { client: cluster.connect(), concurrency: 2, now: () => now, signal: new AbortController().signal, onCreated: (made) => remembered.push(made) });
  return { failures, remembered };
}

function refusing(kind: KubeErrorKind, message: string): FakeCluster {
  return new FakeCluster(now, { refuse: () => new KubeError(kind, message) });
}

describe('creating a Job', () => {
  it('makes it, and remembers it until a watch tells of it', async () => {
    const cluster = new FakeCluster(now);
    const { failures, remembered } = await act(cluster, [create]);
    expect(failures).toEqual([]);
    expect(cluster.jobs.get('k6-sample-1')?.metadata?.ownerReferences?.[0]?.uid).toBe(run.metadata.uid);
    expect(remembered.map(({ metadata }) => metadata?.name)).toEqual(['k6-sample-1']);
  });

  it('is done where an earlier try made it, which is remembered instead', async () => {
    const cluster = new FakeCluster(now);
    await act(cluster, [create]);
    const made = cluster.jobs.get('k6-sample-1');
    const { failures, remembered } = await act(cluster, [create]);
    expect(failures).toEqual([]);
    expect(remembered).toEqual([made]);
    expect(cluster.made).toEqual(['k6-sample-1']);
  });

  it('fails by name where another run has its name, and touches nothing', async () => {
    const cluster = new FakeCluster(now);
    const older = aRunnerJob(aStoredRun({}, { metadata: { ...run.metadata, uid: 'older' } }), 1);
    cluster.put(cluster.jobs, older);
    const { failures, remembered } = await act(cluster, [create]);
    expect(failures).toEqual([{ action: create, reason: 'NameConflict', message: 'Job "k6-sample-1" of K6 "k6-sample" with UID older is in the way', retry: true }]);
    expect(remembered).toEqual([]);
    expect(cluster.jobs.get('k6-sample-1')?.metadata?.uid).toBe(older.metadata?.uid);
  });

  it.each<[KubeErrorKind, string, string, boolean]>([
    ['Forbidden', 'jobs.batch "x" is forbidden: exceeded quota: small', 'QuotaExceeded', true],
    ['Forbidden', 'jobs.batch "x" is forbidden: denied by policy', 'CreateForbidden', true],
    ['Invalid', 'Job.batch "x" is invalid: spec.template', 'InvalidSpec', false],
    ['Unavailable', 'the server is currently unable to handle the request', 'CreateFailed', true],
  ])('that is answered with %s (%s) fails as %s', async (kind, message, reason, retry) => {
    expect((await act(refusing(kind, message), [create])).failures).toEqual([{ action: create, reason, message, retry }]);
  });

  it('does the others though one of them fails', async () => {
    const refuse: NonNullable<Faults['refuse']> = ({ name }) => (name === 'k6-sample-1' ? new KubeError('Forbidden', 'no') : undefined);
    const cluster = new FakeCluster(now, { refuse });
    const { failures } = await act(cluster, [create, { do: 'create-job', role: 'runner', job: aRunnerJob(run, 2) }]);
    expect(failures).toHaveLength(1);
    expect(cluster.made).toEqual(['k6-sample-2']);
  });

  it('is no failure to report where it was called off', async () => {
    await expect(act(refusing('Aborted', 'the process ends'), [create])).rejects.toMatchObject({ kind: 'Aborted' });
  });
});

describe('ending a child', () => {
  it('suspends a Job, twice with the same effect, and is done where it is gone', async () => {
    const cluster = new FakeCluster(now);
    cluster.put(cluster.jobs, job);
    for (let time = 0; time < 2; time++) expect((await act(cluster, [{ do: 'suspend-job', name: 'k6-sample-1' }])).failures).toEqual([]);
    expect(cluster.jobs.get('k6-sample-1')?.spec).toMatchObject({ suspend: true, backoffLimit: 0 });
    expect((await act(cluster, [{ do: 'suspend-job', name: 'k6-sample-9' }])).failures).toEqual([]);
  });

  it('gives a pod one second, and no other pod of its name', async () => {
    const cluster = new FakeCluster(now);
    const { metadata: { name = '', uid = '' } = {} } = cluster.put(cluster.pods, running(aPod(stored(job))));
    expect((await act(cluster, [{ do: 'terminate-pod', pod: { name, uid: 'another' } }])).failures).toMatchObject([{ retry: true }]);
    expect(cluster.pods.get(name)?.spec).not.toHaveProperty('activeDeadlineSeconds');
    expect((await act(cluster, [{ do: 'terminate-pod', pod: { name, uid } }])).failures).toEqual([]);
    expect(cluster.pods.get(name)?.spec).toMatchObject({ activeDeadlineSeconds: 1 });
    expect((await act(cluster, [{ do: 'terminate-pod', pod: { name: 'gone', uid } }])).failures).toEqual([]);
  });

  it('deletes the run, and no later one of its name', async () => {
    const cluster = new FakeCluster(now);
    cluster.put(cluster.runs, { ...run, metadata: { ...run.metadata, uid: 'later' } });
    expect((await act(cluster, [{ do: 'delete-run' }])).failures).toEqual([]);
    expect(cluster.runs.size).toBe(1);
    cluster.put(cluster.runs, run);
    await act(cluster, [{ do: 'delete-run' }]);
    expect(cluster.runs.size).toBe(0);
  });
});
