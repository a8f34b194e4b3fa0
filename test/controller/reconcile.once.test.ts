import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../api/spec.ts';
import { KubeError } from '../../kube/errors.ts';
import { findCondition } from '../../controller/status/conditions.ts';
import { aStoredRun } from '../builders/run.ts';
import { walk, type Walk, type WalkOptions } from './simulation/walk.ts';

function life(spec: Partial<RunSpec> = {}, options: WalkOptions = {}): Promise<Walk> {
  return walk(aStoredRun({ parallelism: 3, setup: 'Once', ...spec }), options);
}

const runs = (one: number, others: number) => ({ runners: (index: number) => ({ runs: index === 1 ? one : others }) });

function stopAt(when: number): NonNullable<WalkOptions['meanwhile']> {
  return (seconds, cluster) => {
    const run = cluster.runs.get('k6-sample');
    if (seconds === when && run) cluster.put(cluster.runs, { ...run, spec: { ...run.spec, stop: true } });
  };
}

describe('a run whose setup() and teardown() run once', () => {
  it('passes, after runner 1 ran teardown() when all others had ended', async () => {
    const { stages, status, cluster, node, events } = await life();
    expect(stages).toEqual(['initialization', 'initialized', 'created', 'started', 'stopped', 'finished']);
    expect(status).toMatchObject({ result: 'Passed', exitCode: 0, runners: { succeeded: 3, failed: 0 } });
    expect(status.failures).toBeUndefined();
    expect(cluster.made.at(-1)).toBe('k6-sample-teardown');
    expect(node.teardowns()).toEqual([1, 0, 0]);
    expect(events).not.toContain('TeardownFailed');
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toHaveProperty(['teardown.log']);
  });

  it('waits for the test of runner 1 where that takes longest, however long', async () => {
    const { status, node, seconds } = await life({}, runs(1_500_000, 5000));
    expect(status).toMatchObject({ result: 'Passed', runners: { succeeded: 3 } });
    expect(node.teardowns()).toEqual([1, 0, 0]);
    expect(seconds).toBeGreaterThan(1500);
  });

  it('waits for the others where runner 1 is first at its end', async () => {
    const { status, node } = await life({}, runs(1000, 60_000));
    expect(status).toMatchObject({ result: 'Passed' });
    expect(node.teardowns()).toEqual([1, 0, 0]);
  });

  it('makes nothing of it with one runner, or where the user leaves teardown() out', async () => {
    for (const spec of [{ parallelism: 1 }, { arguments: '--no-teardown' }]) {
      const { status, cluster } = await life(spec);
      expect(status).toMatchObject({ result: 'Passed' });
      expect(cluster.made).not.toContain('k6-sample-teardown');
    }
  });

  it('keeps failed thresholds, those of runner 1 too', async () => {
    for (const failing of [1, 2]) {
      const { status, node } = await life({}, { runners: (index) => ({ exitCode: index === failing ? 99 : 0 }) });
      expect(status).toMatchObject({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99, failures: [{ runner: failing }] });
      expect(node.teardowns()).toEqual([1, 0, 0]);
    }
  });

  it('fails where teardown() throws, as with k6 alone, also before thresholds', async () => {
    for (const exitCode of [0, 99]) {
      const { status } = await life({}, { teardown: 'throws', runners: { exitCode } });
      expect(status).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 107 });
      expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'TeardownFailed', message: 'TeardownFailed for a test' });
    }
  });

  it('never starts where setup() throws, and needs no teardown()', async () => {
    const { status, cluster } = await life({}, { starter: 'setup throws' });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed', exitCode: 107 });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'SetupFailed', message: 'SetupFailed for a test' });
    expect(cluster.made).not.toContain('k6-sample-teardown');
  });

  it('gives up a teardown() that gets no pod, ends runner 1 and fails', async () => {
    const { status, node, events } = await life({}, { teardown: 'never runs' });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed', runners: { succeeded: 3 } });
    expect(status.exitCode).toBeUndefined();
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'TeardownFailed', message: expect.stringContaining('did not run') });
    expect(node.teardowns()).toEqual([0, 0, 0]);
    expect(events).toContain('Unschedulable');
  });

  it('gives up a teardown() whose Job is refused, ends runner 1 and fails', async () => {
    const refuse = ({ verb, name }: { verb: string; name: string }): KubeError | undefined =>
      (verb === 'create' && name === 'k6-sample-teardown' ? new KubeError('Forbidden', 'not in this namespace') : undefined);
    const { status, events } = await life({}, { faults: { refuse } });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'TeardownFailed', message: 'teardown() did not run' });
    expect(events).toContain('CreateForbidden');
  });
});

describe('the early end of a run whose teardown() runs once', () => {
  it('is stopped on request, and still runs teardown()', async () => {
    const { status, node } = await life({}, { ...runs(300_000, 300_000), meanwhile: stopAt(20) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped', exitCode: 103 });
    expect(findCondition(status, 'Passed')?.message).toBe('spec.stop is true');
    expect(node.teardowns()).toEqual([1, 0, 0]);
  });

  it('is stopped at its deadline, also where runner 1 alone is left, and still runs teardown()', async () => {
    for (const others of [300_000, 5000]) {
      const { status, node } = await life({ activeDeadlineSeconds: 30 }, runs(300_000, others));
      expect(status).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 103 });
      expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'DeadlineExceeded' });
      expect(node.teardowns()).toEqual([1, 0, 0]);
    }
  });

  it('fails by the loss of another runner, and still runs teardown()', async () => {
    const { status, node } = await life({}, { runners: (index) => ({ runs: 60_000, ...(index === 2 ? { mishap: { after: 3000, what: 'oom' } } : {}) }) });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'OOMKilled' });
    expect(node.teardowns()).toEqual([1, 0, 0]);
  });

  it('says that teardown() could not run where runner 1 is lost; the loss decides', async () => {
    const lost: WalkOptions = { runners: (index) => ({ runs: 20_000, ...(index === 1 ? { mishap: { after: 3000, what: 'oom' } } : {}) }) };
    const failed = await life({}, lost);
    expect(failed.status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(failed.status, 'Passed')).toMatchObject({ reason: 'OOMKilled', message: expect.stringContaining('; teardown() did not run') });
    const went = await life({ runnerLossPolicy: 'Continue' }, lost);
    expect(went.status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(findCondition(went.status, 'Finished')).toMatchObject({ reason: 'CompletedWithLosses' });
    expect(findCondition(went.status, 'Passed')?.message).toContain('teardown() did not run');
  });

  it('is failed by runner 1\'s own error, with its code, after teardown()', async () => {
    const { status, node } = await life({}, { runners: (index) => ({ exitCode: index === 1 ? 108 : 0 }) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 108 });
    expect(node.teardowns()).toEqual([1, 0, 0]);
  });

  it('ends the runners by signal where the stopper cannot, and says that teardown() did not run', async () => {
    const { status, node } = await life({}, { ...runs(300_000, 300_000), stopper: 'fails', meanwhile: stopAt(20) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped' });
    expect(findCondition(status, 'Passed')?.message).toBe('spec.stop is true; teardown() did not run');
    expect(node.teardowns()).toEqual([0, 0, 0]);
  });
});

describe('a controller that is killed after any of its calls', () => {
  it.each([['to its end', {}], ['to a stop', { ...runs(300_000, 300_000), meanwhile: stopAt(20) }]] as const)('brings the run %s all the same, with one teardown()', async (_, options) => {
    const { status, cluster: { calls } } = await life({}, options);
    for (let killAfter = 1; killAfter <= calls; killAfter++) {
      const { status: after, node, cluster } = await life({}, { ...options, faults: { killAfter } });
      expect({ killAfter, result: after.result, exitCode: after.exitCode }).toEqual({ killAfter, result: status.result, exitCode: status.exitCode });
      expect(node.teardowns()).toEqual([1, 0, 0]);
      expect(cluster.made.filter((name) => name === 'k6-sample-teardown')).toHaveLength(1);
    }
  });
});
