import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../api/spec.ts';
import { findCondition } from '../../controller/status/conditions.ts';
import { KubeError } from '../../kube/errors.ts';
import { aRunnerJob } from '../builders/children.ts';
import { aStoredRun, at } from '../builders/run.ts';
import type { Call, FakeCluster } from './simulation/cluster.ts';
import type { Mishap } from './simulation/fates.ts';
import { walk, type Walk, type WalkOptions } from './simulation/walk.ts';

function life(spec: Partial<RunSpec> = {}, options: WalkOptions = {}): Promise<Walk> {
  return walk(aStoredRun({ parallelism: 3, ...spec }), options);
}

function refusing(test: (call: Call) => boolean, error: KubeError): WalkOptions {
  return { faults: { refuse: (call) => (test(call) ? error : undefined) } };
}

const isRunner = ({ verb, plural, name }: Call): boolean => verb === 'create' && plural === 'jobs' && /-\d+$/.test(name);

/** Runner 2 meets `what`; the others are on for half a minute. */
function mishap(what: Mishap): WalkOptions {
  return { runners: (index) => ({ runs: 30_000, ...(index === 2 ? { mishap: { after: 3000, what } } : {}) }) };
}

describe('a runner that is lost', () => {
  it.each([['oom', 'OOMKilled'], ['delete pod', 'RunnerDeleted'], ['delete job', 'RunnerDeleted']] as const)('by "%s" fails the run, stops the others and is never made again', async (what, reason) => {
    const { status, cluster } = await life({}, mishap(what));
    expect(status).toMatchObject({ stage: 'error', result: 'Failed', runners: { failed: 1 } });
    expect(status.exitCode).toBeUndefined();
    expect(findCondition(status, 'Passed')).toMatchObject({ reason, message: expect.stringContaining('runner 2') });
    expect(status.failures).toEqual([expect.objectContaining({ runner: 2, reason })]);
    expect(cluster.made.filter((name) => name === 'k6-sample-2')).toHaveLength(1);
    expect(cluster.made).toContain('k6-sample-stopper');
  });

  it.each([['oom', 'OOMKilled'], ['delete pod', 'RunnerDeleted'], ['delete job', 'RunnerDeleted']] as const)('by "%s" is told, and the run goes on, under the policy Continue', async (what, reason) => {
    const { status, cluster } = await life({ runnerLossPolicy: 'Continue' }, mishap(what));
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed', exitCode: 0, runners: { succeeded: 2, failed: 1 } });
    expect(findCondition(status, 'Finished')).toMatchObject({ status: 'True', reason: 'CompletedWithLosses', message: expect.stringContaining('runner 2') });
    expect(status.failures).toEqual([expect.objectContaining({ runner: 2, reason })]);
    expect(cluster.made.filter((name) => name === 'k6-sample-2')).toHaveLength(1);
  });

  it('is no pass where all were lost, whatever the policy', async () => {
    const { status } = await life({ runnerLossPolicy: 'Continue' }, { runners: { runs: 30_000, mishap: { after: 3000, what: 'delete job' } } });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'RunnerLost', message: 'all 3 runners were lost' });
    expect(findCondition(status, 'Finished')).toMatchObject({ status: 'True', reason: 'RunnerLost' });
  });

  it('fails the run where somebody suspended its Job', async () => {
    const meanwhile = (seconds: number, cluster: FakeCluster): void => {
      const job = cluster.jobs.get('k6-sample-2');
      if (seconds === 15 && job) cluster.put(cluster.jobs, { ...job, spec: { template: {}, ...job.spec, suspend: true } });
    };
    const { status } = await life({}, { runners: { runs: 30_000 }, meanwhile });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'RunnerDeleted' });
  });

  it('before the start, by a deleted Job, is not made again either', async () => {
    const meanwhile = (seconds: number, cluster: FakeCluster): void => {
      if (seconds === 8) cluster.deleteChild(cluster.jobs, 'k6-sample-2');
    };
    const { status, cluster } = await life({}, { runners: { initialises: 60_000 }, meanwhile });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'RunnerDeleted', message: 'the Job of runner 2 was deleted before the start' });
    expect(cluster.made.filter((name) => name === 'k6-sample-2')).toHaveLength(1);
  });
});

describe('a starter in trouble', () => {
  it('that cannot run names its last words', async () => {
    const { status } = await life({}, { starter: 'fails' });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'StarterFailed', message: expect.stringContaining('sh: curl: not found') });
  });

  it('that is evicted gets another pod, and the run passes', async () => {
    const { status, cluster } = await life({}, { starter: 'evicted once' });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(cluster.made.filter((name) => name === 'k6-sample-starter')).toHaveLength(1);
  });

  it('that finds no node ends the run at its deadline', async () => {
    const { status } = await life({ startDeadlineSeconds: 60 }, { starter: 'never runs' });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'Unschedulable', message: expect.stringContaining('the starter') });
  });
});

describe('names that are taken', () => {
  const older = aStoredRun({ parallelism: 3 }, { metadata: { ...aStoredRun().metadata, uid: 'an-older-run' } });
  const taken = (until: number): NonNullable<WalkOptions['meanwhile']> => (seconds, cluster) => {
    if (seconds === 0) cluster.put(cluster.jobs, { ...aRunnerJob(older, 2), status: { conditions: [{ type: 'Complete', status: 'True' }] } });
    if (seconds === until) cluster.drop(cluster.jobs, 'k6-sample-2');
  };

  it('are waited for, and never adopted', async () => {
    const { status, events, cluster } = await life({}, { meanwhile: taken(30) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(events[0]).toBe('WaitingForPreviousRun');
    expect(cluster.jobs.get('k6-sample-2')?.metadata?.ownerReferences?.[0]?.uid).toBe(aStoredRun().metadata.uid);
  });

  it('end the run at its deadline, with the one who has them', async () => {
    const { status, cluster } = await life({ startDeadlineSeconds: 60 }, { meanwhile: taken(Infinity) });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'NameConflict', message: expect.stringContaining('an-older-run') });
    expect(cluster.made).toEqual([]);
    expect(cluster.jobs.has('k6-sample-2')).toBe(true);
  });
});

describe('a script that is not there', () => {
  it('may come later', async () => {
    const meanwhile = (seconds: number, cluster: FakeCluster): void => {
      if (seconds === 20) cluster.put(cluster.configMaps, { metadata: { name: 'k6-test', namespace: 'default' }, data: { 'test.js': '' } });
    };
    const { status, events } = await life({}, { script: false, meanwhile });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(events[0]).toBe('ScriptNotFound');
  });

  it('ends the run at its deadline, by name', async () => {
    const { status, cluster } = await life({ startDeadlineSeconds: 60 }, { script: false });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'ScriptNotFound', message: 'not started within startDeadlineSeconds: ConfigMap "k6-test" does not exist in namespace "default"' });
    expect(cluster.made).toEqual([]);
  });
});

describe('a spec that nobody could carry out', () => {
  it.each<[string, Partial<RunSpec>]>([
    ['no script', { script: {} }],
    ['a script without a name', { script: { configMap: { name: '' } } }],
    ['an open quote', { arguments: '--tag "x' }],
    ['no runners', { parallelism: 0 }],
    ['too many runners', { parallelism: 501 }],
    ['a fraction of a runner', { parallelism: 1.5 }],
  ])('(%s) ends at once, and makes nothing', async (_what, spec) => {
    const { status, cluster, seconds } = await life(spec);
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'InvalidSpec', message: expect.stringMatching(/\.spec\./) });
    expect(status.conditions?.map(({ type }) => type).toSorted()).toEqual(['Finished', 'Passed', 'RunnersReady', 'Started']);
    expect(cluster.made).toEqual([]);
    expect(seconds).toBe(0);
  });
});

describe('an API server that refuses', () => {
  it('some runners for want of quota gets asked again, and the cause stands at the deadline', async () => {
    const quota = new KubeError('Forbidden', 'create jobs k6-sample-3: exceeded quota: jobs, requested: count/jobs.batch=1, used: 3, limited: 3');
    const { status, cluster } = await life({ startDeadlineSeconds: 60 }, refusing((call) => isRunner(call) && call.name.endsWith('-3'), quota));
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'QuotaExceeded', message: expect.stringContaining('exceeded quota: jobs') });
    expect(cluster.made.filter((name) => name === 'k6-sample-1')).toHaveLength(1);
  });

  it('for a while does not hinder the run', async () => {
    let refused = 0;
    const refuse = (call: Call): KubeError | undefined => {
      if (!isRunner(call) || refused >= 7) return undefined;
      refused += 1;
      return new KubeError('Forbidden', 'exceeded quota: jobs');
    };
    const { status, cluster } = await life({}, { faults: { refuse } });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(new Set(cluster.made).size).toBe(cluster.made.length);
  });

  it('a runner as invalid ends the run at once, with its words', async () => {
    const { status, seconds } = await life({}, refusing(isRunner, new KubeError('Invalid', 'create jobs: spec.template.spec.tolerations: Unsupported value')));
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'InvalidSpec', message: expect.stringContaining('tolerations') });
    expect(seconds).toBeLessThan(30);
  });

  it('the stopper leaves the signals', async () => {
    const stopper = ({ verb, name }: Call): boolean => verb === 'create' && name.endsWith('-stopper');
    const { status } = await life({ activeDeadlineSeconds: 10 }, { runners: { runs: 6_000_000 }, ...refusing(stopper, new KubeError('Forbidden', 'exceeded quota: pods')) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed' });
    expect(findCondition(status, 'Passed')?.reason).toBe('DeadlineExceeded');
  });

  it('every log leaves a summary that says so, and the run ends', async () => {
    const { status, cluster } = await life({}, refusing(({ verb }) => verb === 'log', new KubeError('Unavailable', 'log of pods x: dial tcp: i/o timeout')));
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toHaveProperty(['runner-1.log'], 'no log: log of pods x: dial tcp: i/o timeout\n');
  });

  it('the summary again and again does not keep the run from its end', async () => {
    const summary = ({ verb, plural }: Call): boolean => verb === 'create' && plural === 'configmaps';
    const { status } = await life({}, refusing(summary, new KubeError('Forbidden', 'exceeded quota: configmaps')));
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
  });

  it('the summary because another\'s ConfigMap has its name leaves that untouched', async () => {
    const meanwhile = (seconds: number, cluster: FakeCluster): void => {
      if (seconds === 0) cluster.put(cluster.configMaps, { metadata: { name: 'k6-sample-summary', namespace: 'default' }, data: { mine: 'x' } });
    };
    const { status, cluster } = await life({}, { meanwhile });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toEqual({ mine: 'x' });
  });
});

describe('what stays behind', () => {
  it('is everything, unless the run says otherwise', async () => {
    const { cluster } = await life({}, { stays: 600 });
    expect(cluster.runs.size).toBe(1);
    expect(cluster.jobs.size).toBe(5);
  });

  it('is the summary alone after cleanup: post, with nobody to take it along', async () => {
    const { cluster, status } = await life({ cleanup: 'post' }, { stays: 10 });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(cluster.runs.size).toBe(0);
    expect(cluster.jobs.size).toBe(0);
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toHaveProperty(['runner-1.log']);
  });

  it('is everything until the time to live is over, and nothing afterwards', async () => {
    const before = await life({ ttlSecondsAfterFinished: 60 }, { stays: 55 });
    expect(before.cluster.runs.size).toBe(1);
    const after = await life({ ttlSecondsAfterFinished: 60 }, { stays: 65 });
    expect(after.cluster.runs.size).toBe(0);
    expect(after.cluster.configMaps.has('k6-sample-summary')).toBe(false);
  });

  it('is what another operator left of a run that it finished', async () => {
    const upstream = aStoredRun({ cleanup: 'post', ttlSecondsAfterFinished: 1 }, { status: { stage: 'finished' } });
    const cluster = (await walk(upstream, { meanwhile: (seconds, { statuses }) => {
      if (seconds === 30) statuses.push({ stage: 'finished', finishedAt: at(30) });
    } })).cluster;
    expect(cluster.runs.size).toBe(1);
  });
});
