import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../controller/plan/plan.ts';
import type { Plan } from '../../../controller/plan/types.ts';
import { findCondition } from '../../../controller/status/conditions.ts';
import { aCondition, at, started, unstarted } from '../../builders/run.ts';
import { absent, aContext, anEnded, aRunning, aWaiting, copies, type ContextParts } from '../../builders/world.ts';

function decide(parts: ContextParts): Plan {
  return plan(aContext(parts));
}

function env({ actions: [action] }: Plan, name: string): string | undefined {
  return action?.do === 'create-job' ? action.job.spec?.template.spec?.containers[0]?.env?.find((one) => one.name === name)?.value : undefined;
}

describe('the way to the start', () => {
  it('begins with what is in the way: children of an earlier run, a script that is not there', () => {
    expect(decide({ foreign: ['Job "a" of K6 "k6-sample" with UID 1'] })).toMatchObject({ actions: [], status: { stage: 'initialization' } });
    const { status, again } = decide({ scriptFault: 'ConfigMap "k6-test" does not exist' });
    expect(findCondition(status, 'Started')).toMatchObject({ status: 'False', reason: 'ScriptNotFound', message: 'ConfigMap "k6-test" does not exist' });
    expect(again).toBe(2000);
  });

  it('names three of many that are in the way', () => {
    const { status } = decide({ foreign: ['a', 'b', 'c', 'd', 'e'] });
    expect(findCondition(status, 'Started')?.message).toBe('names of this run\'s children are taken: a, b, c and 2 more');
  });

  it('goes through the initializer, once', () => {
    expect(decide({})).toMatchObject({ actions: [{ do: 'create-job', role: 'initializer' }], status: { stage: 'initialization' } });
    expect(decide({ initializer: aRunning() })).toMatchObject({ actions: [] });
    const { status, actions, again } = decide({ initializer: anEnded(0, undefined, { report: '"totalDuration":"40s","maxVUs":4}' }) });
    expect({ actions, again }).toEqual({ actions: [], again: 0 });
    expect(status).toMatchObject({ stage: 'initialized', requirements: { maxVUs: 4, totalDuration: '40s' } });
  });

  it('does not ask k6 again once there are runners, though the initializer is gone and its answer was not recorded', () => {
    const { actions } = decide({ before: unstarted({ stage: 'initialization' }), runners: [absent, aWaiting()] });
    expect(actions).toMatchObject([{ do: 'create-job', role: 'runner' }]);
  });

  it('tells what keeps the initializer', () => {
    const { status } = decide({ initializer: aWaiting('ImagePullFailed', { message: 'no such image' }) });
    expect(findCondition(status, 'Started')).toMatchObject({ reason: 'ImagePullFailed', message: 'the initializer: no such image' });
  });

  it('makes all runners that are missing, at once', () => {
    const { actions, status } = decide({ before: unstarted({ stage: 'initialized' }), runners: [absent, aRunning(), absent] });
    expect(actions.map((action) => action.do === 'create-job' && action.job.metadata?.name)).toEqual(['k6-sample-1', 'k6-sample-3']);
    expect(findCondition(status, 'RunnersReady')).toMatchObject({ reason: 'CreatingRunners', message: '1 of 3 runners exist' });
  });

  it('waits until every pod runs, and names those that do not', () => {
    const { actions, status } = decide({ before: unstarted({ stage: 'initialized' }), runners: [aRunning(), aWaiting('Unschedulable', { message: 'no node' })] });
    expect(actions).toEqual([]);
    expect(status.stage).toBe('created');
    expect(findCondition(status, 'RunnersReady')).toMatchObject({ status: 'False', reason: 'Unschedulable', message: '1 of 2 runners are not running (runner 2): no node' });
    expect(status.runners).toMatchObject({ total: 2, ready: 1, readyTotal: '1/2', running: 1 });
  });

  it('names ten of many runners', () => {
    const { status } = decide({ before: unstarted(), runners: copies(13, aWaiting()) });
    expect(findCondition(status, 'RunnersReady')?.message).toContain('(runners 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more)');
  });

  it('looks again before its deadline passes', () => {
    const before = unstarted({ conditions: [aCondition('Started', 'False', { lastTransitionTime: at(-599) })] });
    expect(decide({ before, runners: [aWaiting()] }).again).toBe(1000);
  });
});

describe('the start', () => {
  const before = unstarted();
  const runners = [aRunning({ ip: '10.0.0.7' }), aRunning({ ip: 'fd00::8' })];

  it('is one starter with the addresses of all, who gives up a little before the run does', () => {
    const decided = decide({ before, runners });
    expect(decided.actions).toMatchObject([{ do: 'create-job', role: 'starter' }]);
    expect(env(decided, 'K6_TARGETS')).toBe('1=10.0.0.7 2=fd00::8');
    expect(env(decided, 'K6_TIMEOUT_SECONDS')).toBe('585');
    expect(findCondition(decided.status, 'RunnersReady')?.status).toBe('True');
    expect(findCondition(decided.status, 'Started')).toMatchObject({ status: 'False', reason: 'WaitingForBarrier' });
  });

  it('leaves the starter a few seconds however late it is', () => {
    const late = unstarted({ conditions: [aCondition('Started', 'False', { lastTransitionTime: at(-598) })] });
    expect(env(decide({ before: late, runners }), 'K6_TIMEOUT_SECONDS')).toBe('5');
  });

  it('waits for an address that is still missing', () => {
    const { phase, ready, pod } = aRunning();
    expect(decide({ before, runners: [aRunning(), { phase, ready, pod }] }).actions).toEqual([]);
  });

  it('does not call a second starter', () => {
    for (const starter of [aWaiting(), aRunning()]) expect(decide({ before, runners, starter }).actions).toEqual([]);
  });

  it('is recorded as the starter measured it', () => {
    const report = JSON.stringify({ ok: true, action: 'start', time: '2026-11-23T11:59:59.123Z', skewMilliseconds: 7.5, runners: 2 });
    const { status, again } = decide({ before, runners, starter: anEnded(0, undefined, { report }) });
    expect(status).toMatchObject({ stage: 'started', start: { time: '2026-11-23T11:59:59.123Z', skewMilliseconds: 7.5 } });
    expect(findCondition(status, 'Started')).toMatchObject({ status: 'True', message: '2 runners were started, at most 7.5 ms apart' });
    expect(again).toBe(0);
  });

  it('counts from the starter\'s end where it left no report', () => {
    expect(decide({ before, runners, starter: anEnded(0, undefined, { endedAt: at(-2) }) }).status.start).toEqual({ time: at(-2) });
  });

  it('is that of the first container where runners do not wait', () => {
    const free = [aRunning({ startedAt: at(-3) }), aRunning({ startedAt: at(-5) })];
    const { status, actions } = decide({ before, spec: { paused: 'false' }, runners: free });
    expect(status).toMatchObject({ stage: 'started', start: { time: at(-5) } });
    expect(actions).toEqual([]);
  });

  it('waits for the last runner where they do not wait, and says that the others have begun', () => {
    const { status } = decide({ before, spec: { paused: 'false' }, runners: [aRunning(), aWaiting()] });
    expect(findCondition(status, 'Started')).toMatchObject({ status: 'False', reason: 'WaitingForRunners', message: expect.stringContaining('have begun already') });
  });
});

describe('a run that is on', () => {
  it('counts its runners', () => {
    const { status, actions } = decide({ before: started(), runners: [aRunning(), anEnded(0), aRunning({ ready: false })] });
    expect(actions).toEqual([]);
    expect(status.runners).toEqual({ total: 3, ready: 1, readyTotal: '1/3', running: 2, succeeded: 1, failed: 0 });
    expect(findCondition(status, 'Finished')?.message).toBe('2 of 3 runners are running');
  });

  it('comes back at its deadline', () => {
    const { again = Infinity } = decide({ before: started(), spec: { activeDeadlineSeconds: 15 }, runners: [aRunning()] });
    expect(again).toBeLessThanOrEqual(5000);
    expect(again).toBeGreaterThan(0);
  });

  it('lets no second pod of a runner begin late, and counts that runner as lost', () => {
    const { status, actions } = decide({ before: started(), spec: { runnerLossPolicy: 'Continue' }, runners: [aRunning(), aWaiting()] });
    expect(actions).toEqual([{ do: 'suspend-job', name: 'k6-sample-2' }]);
    expect(status.failures).toEqual([{ runner: 2, reason: 'RunnerDeleted', message: 'its pod was deleted' }]);
    expect(status.runners).toMatchObject({ failed: 1 });
  });
});
