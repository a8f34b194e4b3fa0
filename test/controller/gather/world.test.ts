import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { gatherWorld, type GatherFrom } from '../../../controller/gather/world.ts';
import type { World } from '../../../controller/world.ts';
import type { KubeError } from '../../../kube/errors.ts';
import { aPod, aRunnerJob, anEvent, ended, running } from '../../builders/children.ts';
import { aStoredRun, judged, now, started, unstarted } from '../../builders/run.ts';
import { FakeCluster, type Call } from '../simulation/cluster.ts';

const script = { metadata: { name: 'k6-test', namespace: 'default' }, data: { 'test.js': '' } };

interface Gathered {
  world: World;
  asked: string[];
}

/** What is gathered of `run`, and which calls that took; `later` seconds after the children were made. */
async function gather(run: Run, fill: (cluster: FakeCluster) => void, { later = 10, ...more }: Partial<GatherFrom> & { later?: number } = {}): Promise<Gathered> {
  const asked: string[] = [];
  const refuse = ({ verb, plural, name }: Call): KubeError | undefined => {
    asked.push(`${verb} ${plural} ${name}`.trim());
    return undefined;
  };
  const cluster = new FakeCluster(now, { refuse });
  fill(cluster);
  const sources = cluster.sources() as unknown as GatherFrom['sources'];
  const world = await gatherWorld(run, { sources, client: cluster.connect(), now: now + later * 1000, signal: new AbortController().signal, summaryGivenUp: false, k6Of: () => undefined, ...more });
  return { world, asked };
}

function child(cluster: FakeCluster, run: Run, index: number, state?: (pod: ReturnType<typeof aPod>) => ReturnType<typeof aPod>): Job {
  const job = cluster.put(cluster.jobs, aRunnerJob(run, index));
  if (state) cluster.put(cluster.pods, state(aPod(job)));
  return job;
}

describe('what is gathered of a run', () => {
  const run = aStoredRun({ parallelism: 2 });

  it('is nothing but the script\'s ConfigMap before anything was made', async () => {
    const { world, asked } = await gather(run, (cluster) => cluster.put(cluster.configMaps, script));
    expect(world).toMatchObject({ total: 2, runners: [{ phase: 'absent' }, { phase: 'absent' }], starter: { phase: 'absent' }, foreign: [], summary: 'absent' });
    expect(world).not.toHaveProperty('scriptFault');
    expect(asked).toEqual(['get configmaps k6-test']);
  });

  it('names a ConfigMap that is missing, and a key that is', async () => {
    expect((await gather(run, () => undefined)).world.scriptFault).toBe('ConfigMap "k6-test" does not exist in namespace "default"');
    const other = (cluster: FakeCluster): unknown => cluster.put(cluster.configMaps, { ...script, data: { 'b.js': '', 'a.js': '' } });
    expect((await gather(run, other)).world.scriptFault).toBe('ConfigMap "k6-test" has no key "test.js"; it has a.js, b.js');
    const empty = (cluster: FakeCluster): unknown => cluster.put(cluster.configMaps, { metadata: script.metadata });
    expect((await gather(run, empty)).world.scriptFault).toBe('ConfigMap "k6-test" has no key "test.js"; it has none');
  });

  it('takes a file that is binary', async () => {
    const archive = aStoredRun({ script: { configMap: { name: 'k6-test', file: 'archive.tar' } } });
    const fill = (cluster: FakeCluster): unknown => cluster.put(cluster.configMaps, { metadata: script.metadata, binaryData: { 'archive.tar': 'AA==' } } as never);
    expect((await gather(archive, fill)).world).not.toHaveProperty('scriptFault');
  });

  it.each<[string, Run['spec']['script']]>([
    ['a claim', { volumeClaim: { name: 'x' } }], ['a file of the image', { localFile: '/a.js' }], ['no name', { configMap: { name: '' } }], ['nothing at all', {}],
  ])('asks for no ConfigMap where the script is %s', async (_what, source) => {
    expect((await gather(aStoredRun({ script: source }), () => undefined)).asked).toEqual([]);
  });

  it('takes no other run\'s Job for a child, and says whose it is', async () => {
    const older = aStoredRun({ parallelism: 2 }, { metadata: { ...run.metadata, uid: 'older' } });
    const { world } = await gather(run, (cluster) => child(cluster, older, 2, (pod) => running(pod)));
    expect(world.runners).toEqual([{ phase: 'absent' }, { phase: 'absent' }]);
    expect(world.foreign).toEqual(['Job "k6-sample-2" of K6 "k6-sample" with UID older']);
  });

  it('keeps the number of runners with which the run began', async () => {
    const edited = { ...aStoredRun({ parallelism: 5 }), status: unstarted({ runners: { total: 2, ready: 0, readyTotal: '0/2', running: 0, succeeded: 0, failed: 0 } }) };
    expect((await gather(edited, () => undefined)).world.runners).toHaveLength(2);
  });

  it.each([0, -1, 1.5, Number.NaN, 1e9])('makes no list of %p runners', async (parallelism) => {
    expect((await gather(aStoredRun({ parallelism }), () => undefined)).world.total).toBe(1);
  });

  it('reads events only of a child that waits for long without saying why', async () => {
    const waiting = (cluster: FakeCluster): void => {
      child(cluster, run, 1);
      child(cluster, run, 2, (pod) => running(pod));
      cluster.events.push(anEvent('FailedCreate', 'exceeded quota: small'));
    };
    const young = await gather(run, waiting, { later: 1 });
    expect(young.asked).toEqual([]);
    const { world, asked } = await gather(run, waiting);
    expect(asked).toEqual(['list events']);
    expect(world.runners).toMatchObject([{ phase: 'waiting', reason: 'QuotaExceeded' }, { phase: 'running' }]);
  });

  it('reads the events of three of many such children', async () => {
    const many = aStoredRun({ parallelism: 9 });
    const { asked } = await gather(many, (cluster) => {
      for (let index = 1; index <= 9; index++) child(cluster, many, index);
    });
    expect(asked).toEqual(['list events', 'list events', 'list events']);
  });

  it('asks for nothing any more once the run is over', async () => {
    const over = { ...run, status: { stage: 'finished' as const } };
    const { asked } = await gather(over, (cluster) => child(cluster, run, 1, (pod) => ended(pod, 0)));
    expect(asked).toEqual([]);
  });
});

describe('the summary of a run', () => {
  const run = aStoredRun({ parallelism: 1 });
  const summary = { metadata: { name: 'k6-sample-summary', namespace: 'default', annotations: { 'k6.io/run-uid': run.metadata.uid } } };
  const done = (cluster: FakeCluster): void => {
    child(cluster, run, 1, (pod) => ended(pod, 0));
  };
  const collected = (cluster: FakeCluster): void => {
    done(cluster);
    cluster.put(cluster.configMaps, summary);
  };

  it('is looked for once every runner ended', async () => {
    expect((await gather({ ...run, status: started() }, done)).world.summary).toBe('absent');
    expect((await gather({ ...run, status: started() }, collected)).world.summary).toBe('present');
  });

  it('is not an earlier run\'s', async () => {
    const old = (cluster: FakeCluster): void => {
      done(cluster);
      cluster.put(cluster.configMaps, { metadata: { ...summary.metadata, annotations: { 'k6.io/run-uid': 'older' } } });
    };
    expect((await gather({ ...run, status: started() }, old)).world.summary).toBe('absent');
  });

  it('is found also where a runner does not end, or every Job is gone, so that no run collects for ever', async () => {
    const status = judged(started({ stage: 'stopped' }));
    const on = (cluster: FakeCluster): void => {
      child(cluster, run, 1, (pod) => running(pod));
      cluster.put(cluster.configMaps, summary);
    };
    expect((await gather({ ...run, status }, on)).world.summary).toBe('present');
    expect((await gather({ ...run, status: started({ stage: 'stopped' }) }, (cluster) => cluster.put(cluster.configMaps, summary))).world.summary).toBe('present');
  });

  it('is unavailable where it was tried in vain', async () => {
    expect((await gather({ ...run, status: started() }, done, { summaryGivenUp: true })).world.summary).toBe('unavailable');
  });
});
