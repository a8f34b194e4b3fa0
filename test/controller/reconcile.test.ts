import { describe, expect, it } from '@jest/globals';
import type { RunSpec } from '../../api/spec.ts';
import { findCondition } from '../../controller/status/conditions.ts';
import { aStoredRun } from '../builders/run.ts';
import { walk, type Walk, type WalkOptions } from './simulation/walk.ts';

function life(spec: Partial<RunSpec> = {}, options: WalkOptions = {}): Promise<Walk> {
  return walk(aStoredRun({ parallelism: 3, ...spec }), options);
}

function patch(spec: Partial<RunSpec>, when: number): NonNullable<WalkOptions['meanwhile']> {
  return (seconds, cluster) => {
    const run = cluster.runs.get('k6-sample');
    if (seconds === when && run) cluster.put(cluster.runs, { ...run, spec: { ...run.spec, ...spec } });
  };
}

describe('a run without trouble', () => {
  it('goes through every stage and passes', async () => {
    const { stages, status, cluster, events } = await life();
    expect(stages).toEqual(['initialization', 'initialized', 'created', 'started', 'stopped', 'finished']);
    expect(status).toMatchObject({ result: 'Passed', exitCode: 0, requirements: { maxVUs: 1000, totalDuration: '10s' }, start: { skewMilliseconds: 3 } });
    expect(status.runners).toMatchObject({ total: 3, succeeded: 3, failed: 0, running: 0 });
    expect(status.failures).toBeUndefined();
    expect(cluster.made).toEqual(['k6-sample-initializer', 'k6-sample-1', 'k6-sample-2', 'k6-sample-3', 'k6-sample-starter']);
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toHaveProperty(['runner-3.log'], 'log of k6-sample-3-pod0\n');
    expect(events).toEqual(['Initializing', 'CreatingRunners', 'WaitingForRunners', 'AllRunnersReady', 'WaitingForBarrier', 'AllRunnersStarted', 'RunnersRunning', 'CollectingLogs', 'RunCompleted', 'ThresholdsPassed']);
  });

  it('needs no initializer where that is disabled', async () => {
    const { stages, status, cluster } = await life({ initializer: { disabled: true } });
    expect(stages).toEqual(['initialized', 'created', 'started', 'stopped', 'finished']);
    expect(status).toMatchObject({ result: 'Passed' });
    expect(cluster.made).toEqual(['k6-sample-1', 'k6-sample-2', 'k6-sample-3', 'k6-sample-starter']);
  });

  it('needs no starter where runners do not wait, and claims no skew', async () => {
    const { status, cluster } = await life({ paused: 'false' });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(status.start).toEqual({ time: expect.any(String) });
    expect(cluster.made).not.toContain('k6-sample-starter');
  });

  it('is one runner alone as well as many', async () => {
    const { status } = await life({ parallelism: 1 });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed', runners: { total: 1, succeeded: 1 } });
    const many = await life({ parallelism: 40 });
    expect(many.status).toMatchObject({ stage: 'finished', result: 'Passed', runners: { total: 40, succeeded: 40 } });
  });

  it('passes though a quick runner ends while the starter still reads the others\' status', async () => {
    const { status } = await life({}, { starter: 'slow to report', runners: (index) => ({ runs: index === 2 ? 500 : 10_000 }) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
  });

  it('is a TestRun just as well', async () => {
    const { status } = await walk(aStoredRun({ parallelism: 2 }, { kind: 'TestRun' }));
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
  });
});

describe('a test that does not pass', () => {
  it('fails by thresholds, and lets the other runners end', async () => {
    const { status } = await life({}, { runners: (index) => ({ runs: 5000 * index, exitCode: index === 1 ? 99 : 0 }) });
    expect(status).toMatchObject({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99, runners: { succeeded: 2, failed: 1 } });
    expect(status.failures).toEqual([expect.objectContaining({ runner: 1, reason: 'ThresholdsFailed', exitCode: 99 })]);
  });

  it('keeps the failed thresholds of a runner whose pod is removed before the others end', async () => {
    const runners = (index: number): object => (index === 1 ? { exitCode: 99, mishap: { after: 2000, what: 'remove finished pod' } } : {});
    const { status } = await life({}, { runners });
    expect(status).toMatchObject({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99, runners: { succeeded: 2, failed: 1 } });
  });

  it('is stopped and fails when one runner\'s script throws, with the code of that runner', async () => {
    const { status, cluster } = await life({}, { runners: (index) => (index === 2 ? { runs: 2000, exitCode: 107 } : { runs: 60_000 }) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 107, runners: { failed: 1 } });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'ScriptException', message: expect.stringContaining('runner 2') });
    expect(cluster.made).toContain('k6-sample-stopper');
  });

  it('goes on without that runner under the policy Continue, and fails all the same', async () => {
    const { status, cluster } = await life({ runnerLossPolicy: 'Continue' }, { runners: (index) => (index === 2 ? { runs: 2000, exitCode: 107 } : {}) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 107, runners: { succeeded: 2, failed: 1 } });
    expect(cluster.made).not.toContain('k6-sample-stopper');
  });

  it('is finished, and no broken start, when setup() throws at once while the starter still reports', async () => {
    const { status } = await life({}, { starter: 'slow to report', runners: { runs: 500, exitCode: 107 } });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 107 });
    expect(findCondition(status, 'Started')?.status).toBe('True');
  });

  it('never started when a script throws in its init code', async () => {
    const { status } = await life({ initializer: { disabled: true } }, { runners: (index) => (index === 3 ? { endsInInit: 107 } : {}) });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed', exitCode: 107 });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'ScriptException', message: expect.stringContaining('runner 3 ended before the start') });
    expect(findCondition(status, 'Started')?.status).toBe('False');
  });

  it('makes no runner for a script that k6 cannot load, and keeps k6\'s words', async () => {
    const { status, cluster } = await life({}, { initializer: { exitCode: 107, report: 'level=error msg="Unexpected token"' } });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Finished')).toMatchObject({ status: 'True', message: expect.stringContaining('Unexpected token') });
    expect(cluster.made).toEqual(['k6-sample-initializer']);
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toHaveProperty(['initializer.log']);
  });

  it('makes no runner where there are fewer VUs than runners', async () => {
    const { status, cluster } = await life({}, { initializer: { report: '"totalDuration":"1s","maxVUs":2}' } });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'NotEnoughVUs', message: expect.stringContaining('2 VUs for 3 runners') });
    expect(cluster.made).toEqual(['k6-sample-initializer']);
  });
});

describe('a run that is stopped', () => {
  it('withdraws its runners before the start', async () => {
    const { status, cluster, stages } = await life({}, { runners: { startsAfter: 60_000 }, meanwhile: patch({ stop: true }, 10) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped', runners: { failed: 0 } });
    expect(status.failures).toBeUndefined();
    expect(stages).not.toContain('started');
    expect(cluster.made).not.toContain('k6-sample-stopper');
    expect([...cluster.jobs.values()].filter(({ spec }) => spec?.suspend)).toHaveLength(3);
  });

  it('withdraws runners that are still initialising, with the starter first', async () => {
    const { status } = await life({}, { runners: { initialises: 60_000 }, meanwhile: patch({ stop: true }, 10) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped', runners: { failed: 0, running: 0 } });
    expect(findCondition(status, 'Started')?.status).toBe('False');
  });

  it('is stopped in its first moment', async () => {
    const { status, cluster } = await life({ stop: true });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped' });
    expect(cluster.made).toEqual([]);
  });

  it('stops all runners gracefully after the start and keeps their logs', async () => {
    const { status, cluster } = await life({}, { runners: { runs: 600_000 }, meanwhile: patch({ stop: true }, 20) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped', exitCode: 103, runners: { failed: 0 } });
    expect(cluster.made.filter((name) => name === 'k6-sample-stopper')).toHaveLength(1);
    expect(cluster.configMaps.get('k6-sample-summary')?.data).toHaveProperty(['runner-1.log']);
  });

  it.each(['fails', 'never runs'] as const)('ends the runners by SIGTERM where the stopper %s', async (stopper) => {
    const { status } = await life({}, { runners: { runs: 6_000_000 }, stopper, meanwhile: patch({ stop: true }, 20) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped', runners: { failed: 0 } });
  });

  it('ends without runners that answer neither the stopper nor a signal', async () => {
    const { status, seconds } = await life({}, { runners: { runs: 6_000_000, ignoresStop: true, ignoresSignals: true }, meanwhile: patch({ stop: true }, 20) });
    expect(status).toMatchObject({ stage: 'finished', result: 'Stopped' });
    expect(seconds).toBeLessThan(400);
  });

  it('tells the result of runners that were all done before the stop could reach them', async () => {
    const options = { runners: { runs: 5000, exitCode: 99, ignoresStop: true }, meanwhile: patch({ stop: true }, 11) };
    const { status } = await life({}, options);
    expect(status).toMatchObject({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99 });
  });

  it('is not stopped by a request that comes after its end', async () => {
    const { status } = await life({}, { meanwhile: patch({ stop: true }, 21), stays: 60 });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
  });
});

describe('a run that takes too long', () => {
  it('names the nodes that lack room when its start deadline passes', async () => {
    const { status, seconds } = await life({ startDeadlineSeconds: 60 }, { runners: (index) => (index === 2 ? { stuck: 'unschedulable' } : {}) });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed', runners: { failed: 0 } });
    expect(status.exitCode).toBeUndefined();
    const message = 'not started within startDeadlineSeconds: 1 of 3 runners are not running (runner 2): 0/3 nodes are available: 3 Insufficient cpu.';
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'Unschedulable', message });
    expect(seconds).toBeLessThan(70);
  });

  it('names the image that cannot be pulled', async () => {
    const { status } = await life({ startDeadlineSeconds: 60 }, { runners: { stuck: 'image' } });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Finished')).toMatchObject({ status: 'True', reason: 'ImagePullFailed', message: expect.stringContaining('example.test/k6:1.8.1') });
  });

  it('names the laggards of the barrier', async () => {
    const { status } = await life({ startDeadlineSeconds: 60 }, { runners: (index) => ({ initialises: index === 3 ? 3_600_000 : 100 }) });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'BarrierTimeout', message: 'runners were late (runner 3)' });
  });

  it('says that the barrier was at work when the deadline leaves the starter no time to say so itself', async () => {
    const { status } = await life({ startDeadlineSeconds: 6 }, { runners: { initialises: 3_600_000 } });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'BarrierTimeout', message: expect.stringContaining('startDeadlineSeconds') });
  });

  it('ends when its initializer hangs', async () => {
    const { status } = await life({ startDeadlineSeconds: 60 }, { initializer: { hangs: true } });
    expect(status).toMatchObject({ stage: 'error', result: 'Failed' });
  });

  it('stops after activeDeadlineSeconds', async () => {
    const { status, seconds } = await life({ activeDeadlineSeconds: 30 }, { runners: { runs: 6_000_000 } });
    expect(status).toMatchObject({ stage: 'finished', result: 'Failed' });
    expect(findCondition(status, 'Passed')).toMatchObject({ reason: 'DeadlineExceeded', message: expect.stringContaining('30 s') });
    expect(seconds).toBeLessThan(60);
  });

  it('is not late when it ends within activeDeadlineSeconds', async () => {
    const { status } = await life({ activeDeadlineSeconds: 30 });
    expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
  });
});
