import { describe, expect, it } from '@jest/globals';
import { confirmLosses } from '../../../controller/gather/confirm.ts';
import type { ChildSnapshot } from '../../../controller/observe/child.ts';
import { aPod, aRunnerJob, ended, withCondition } from '../../builders/children.ts';
import { aStoredRun, now, started, unstarted } from '../../builders/run.ts';
import { FakeCluster, type Call } from '../simulation/cluster.ts';

const counts = { total: 1, ready: 1, readyTotal: '1/1', running: 1, succeeded: 0, failed: 0 };
const run = { ...aStoredRun({ parallelism: 1 }), status: started({ runners: counts }) };

async function confirm(cluster: FakeCluster, snapshot: ChildSnapshot, of = run): Promise<ChildSnapshot | undefined> {
  const runnerNames = [snapshot.job?.metadata?.name ?? `${of.metadata.name}-1`];
  return (await confirmLosses(of, runnerNames, [snapshot], { client: cluster.connect(), signal: new AbortController().signal }))[0];
}

describe('a loss that a watch suggests', () => {
  it('is none where the API server has the pod of a Job that completed', async () => {
    const cluster = new FakeCluster(now);
    const job = cluster.put(cluster.jobs, withCondition(aRunnerJob(run), 'Complete'));
    const pod = cluster.put(cluster.pods, ended(aPod(job), 0));
    const confirmed = await confirm(cluster, { job, pods: [], events: [] });
    expect(confirmed?.pods.map(({ metadata }) => metadata?.name)).toEqual([pod.metadata?.name]);
  });

  it('is none where the API server has the Job of a runner that was made once', async () => {
    const cluster = new FakeCluster(now);
    const job = cluster.put(cluster.jobs, aRunnerJob(run));
    const confirmed = await confirm(cluster, { job: undefined, pods: [], events: [] });
    expect(confirmed?.job?.metadata?.uid).toBe(job.metadata?.uid);
  });

  it('is believed where the API server has nothing either', async () => {
    const cluster = new FakeCluster(now);
    const gone = withCondition(aRunnerJob(run), 'Failed');
    cluster.put(cluster.jobs, gone);
    expect((await confirm(cluster, { job: gone, pods: [], events: [] }))?.pods).toEqual([]);
    expect((await confirm(new FakeCluster(now), { job: undefined, pods: [], events: [] }))?.job).toBeUndefined();
  });

  it('is not asked about while nothing is missing, or before everything was made', async () => {
    const asked: string[] = [];
    const refuse = ({ verb, plural }: Call): undefined => void asked.push(`${verb} ${plural}`);
    const cluster = new FakeCluster(now, { refuse });
    const job = aRunnerJob(run);
    await confirm(cluster, { job, pods: [aPod(job)], events: [] });
    await confirm(cluster, { job, pods: [], events: [] });
    await confirm(cluster, { job: undefined, pods: [], events: [] }, { ...run, status: unstarted({ stage: 'initialized', runners: counts }) });
    expect(asked).toEqual([]);
  });
});

