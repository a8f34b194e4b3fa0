import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../controller/plan/plan.ts';
import type { Plan } from '../../../controller/plan/types.ts';
import { findCondition } from '../../../controller/status/conditions.ts';
import { aCondition, at, judged, started, unstarted } from '../../builders/run.ts';
import { absent, aContext, aLost, anEnded, aRunning, aWaiting, aWithdrawn, copies, type ContextParts } from '../../builders/world.ts';

function decide(parts: ContextParts): Plan {
  return plan(aContext(parts));
}

/** The verdict that a pass records, as "reason: message". */
function verdict(parts: ContextParts): string | undefined {
  const { status, actions } = decide(parts);
  const passed = findCondition(status, 'Passed');
  if (passed?.status !== 'False') return undefined;
  expect(actions).toEqual([]);
  return `${passed.reason}: ${passed.message}`;
}

describe('before the start, the verdict', () => {
  const before = unstarted();
  const on = copies(2, aRunning());

  it('is none while there is hope', () => {
    expect(verdict({ before, runners: [aRunning(), aWaiting('ImagePullFailed')] })).toBeUndefined();
    expect(verdict({ before, runners: on, starter: aRunning() })).toBeUndefined();
  });

  it('is a stop that was asked for, before any other cause', () => {
    expect(verdict({ before, spec: { stop: true }, runners: [aLost(), aRunning()] })).toBe('StoppedByUser: spec.stop is true');
  });

  it('names a container that can never start', () => {
    expect(verdict({ before, runners: [aRunning(), aWaiting('ImagePullFailed', { hopeless: true, message: 'no image name' })] })).toBe('ImagePullFailed: no image name');
  });

  it('names a runner that ended while the others wait for the start', () => {
    expect(verdict({ before, runners: [aRunning(), anEnded(0)] })).toBe('RunnerFailed: runner 2 ended before the start: ended with exit code 0');
    expect(verdict({ before, runners: [aRunning(), anEnded(107, 'ScriptException')] })).toBe('ScriptException: runner 2 ended before the start: ended with exit code 107');
  });

  it('leaves a runner alone that ended well while the starter is at work', () => {
    expect(verdict({ before, runners: [aRunning(), anEnded(0)], starter: aRunning() })).toBeUndefined();
    expect(verdict({ before, runners: [aRunning(), anEnded(99, 'ThresholdsFailed')], starter: aWaiting() })).toBeUndefined();
  });

  it('gives a starter at work the time to tell whether a runner that failed had been started', () => {
    const failed = (seconds: number): string | undefined => verdict({ before, runners: [aRunning(), anEnded(107, 'ScriptException', { endedAt: at(-seconds) })], starter: aRunning() });
    expect(failed(18)).toBeUndefined();
    expect(failed(22)).toMatch(/^ScriptException: runner 2 ended before the start/);
  });

  it('calls a runner deleted that somebody else withdrew, and not stopped by the user', () => {
    expect(verdict({ before, runners: [aRunning(), aWithdrawn()] })).toMatch(/^RunnerDeleted: /);
    expect(verdict({ before, runners: [aRunning(), { ...aWithdrawn(), reason: 'StoppedByUser' }] })).toMatch(/^RunnerDeleted: /);
  });

  it('names runners whose Jobs were deleted, also where the stage was not yet written but a starter is there', () => {
    expect(verdict({ before, runners: [absent, aRunning()] })).toBe('RunnerDeleted: the Job of runner 1 was deleted before the start');
    expect(verdict({ before: unstarted({ stage: 'initialized' }), runners: [absent, aRunning()], starter: aRunning() })).toMatch(/^RunnerDeleted/);
  });

  it('has the starter\'s report with the laggards\' names', () => {
    const report = JSON.stringify({ ok: false, action: 'start', reason: 'BarrierTimeout', message: '2 of 12 runners were late', laggards: [{ runner: 4 }, { runner: 11 }] });
    expect(verdict({ before, runners: on, starter: anEnded(1, 'RunnerFailed', { report }) })).toBe('BarrierTimeout: 2 of 12 runners were late (runners 4, 11)');
  });

  it('has the last words of a starter that left no report', () => {
    const starter = anEnded(127, 'RunnerFailed', { report: 'sh: curl: not found' });
    expect(verdict({ before, runners: on, starter })).toBe('StarterFailed: the starter: ended with exit code 127: sh: curl: not found');
  });

  it('is a sentence also where the starter\'s pod is gone', () => {
    expect(verdict({ before, runners: on, starter: aLost() })).toBe('StarterFailed: the starter: it was taken away');
  });

  it('comes at the start deadline, with the most telling of what is waited for', () => {
    const late = unstarted({ conditions: [aCondition('Started', 'False', { lastTransitionTime: at(-600) })] });
    const runners = [aWaiting('PodPending'), aWaiting('QuotaExceeded', { message: 'exceeded quota: small' }), aRunning()];
    expect(verdict({ before: late, runners })).toBe('QuotaExceeded: not started within startDeadlineSeconds: 2 of 3 runners are not running (runners 1, 2): exceeded quota: small');
    expect(verdict({ before: unstarted({ conditions: [aCondition('Started', 'False', { lastTransitionTime: at(-599) })] }), runners })).toBeUndefined();
  });

  it('keeps the cause that only the last pass knew, such as a Job that was refused', () => {
    const refused = unstarted({ stage: 'initialized', conditions: [aCondition('Started', 'False', { reason: 'CreateForbidden', message: 'denied by policy', lastTransitionTime: at(-600) })] });
    expect(verdict({ before: refused, runners: [absent, aRunning()] })).toBe('CreateForbidden: not started within startDeadlineSeconds: denied by policy');
  });

  it('gives every condition a cause where it falls in the very first pass', () => {
    const { status } = decide({ before: {}, spec: { arguments: 'stray' } });
    expect(status.conditions?.map(({ type, status: value }) => [type, value]).toSorted()).toEqual([['Finished', 'False'], ['Passed', 'False'], ['RunnersReady', 'False'], ['Started', 'False']]);
  });

  it('checks the name, for a run that went round admission', () => {
    const context = aContext({});
    const long = { ...context.world.run, metadata: { ...context.world.run.metadata, name: 'x'.repeat(60) } };
    const { status } = plan({ ...context, world: { ...context.world, run: long } });
    expect(findCondition(status, 'Passed')).toMatchObject({ status: 'False', reason: 'InvalidSpec', message: expect.stringContaining('60 characters') });
  });
});

describe('after the start, the verdict', () => {
  const before = started();

  it.each([
    ['was killed', aLost('OOMKilled'), 'OOMKilled: runner 2: it was taken away'],
    ['threw', anEnded(107, 'ScriptException'), 'ScriptException: runner 2: ended with exit code 107'],
    ['has no Job any more', absent, 'RunnerDeleted: the Job of runner 2 was deleted'],
    ['waits for a second pod', aWaiting(), 'RunnerDeleted: the pod of runner 2 was deleted'],
    ['was withdrawn by others', aWithdrawn(), 'RunnerDeleted: runner 2 was ended, and not by the operator'],
  ])('ends a run of which a runner %s', (_what, runner, expected) => {
    expect(verdict({ before, runners: [aRunning(), runner] })).toBe(expected);
    expect(verdict({ before, runners: [aRunning(), runner], spec: { runnerLossPolicy: 'Continue' } })).toBeUndefined();
  });

  it.each([0, 99, 103])('is none for a runner that ended with %i', (code) => {
    expect(verdict({ before, runners: [aRunning(), anEnded(code, code === 0 ? undefined : 'ThresholdsFailed')] })).toBeUndefined();
  });

  it('is taken from the record where the pod tells less by now', () => {
    const recorded = started({ failures: [{ runner: 2, reason: 'Evicted', message: 'The node was low on memory.' }] });
    expect(verdict({ before: recorded, runners: [aRunning(), aLost('RunnerDeleted')] })).toBe('Evicted: runner 2: The node was low on memory.');
  });

  it('is none for failed thresholds whose pod has been removed since', () => {
    const recorded = started({ failures: [{ runner: 2, reason: 'ThresholdsFailed', exitCode: 99, message: 'x' }] });
    for (const gone of [absent, aLost('RunnerDeleted')]) expect(verdict({ before: recorded, runners: [aRunning(), gone] })).toBeUndefined();
  });

  it('comes with the active deadline, while a runner is on', () => {
    const spec = { activeDeadlineSeconds: 10 };
    expect(verdict({ before, spec, runners: [aRunning(), anEnded(0)] })).toMatch(/^DeadlineExceeded: still running 10 s after the start/);
    expect(verdict({ before, spec: { activeDeadlineSeconds: 11 }, runners: [aRunning(), anEnded(0)] })).toBeUndefined();
    expect(verdict({ before, spec, runners: [anEnded(0), anEnded(0)] })).toBeUndefined();
  });

  it('is no stop where nothing is left to be stopped', () => {
    expect(verdict({ before, spec: { stop: true }, runners: [anEnded(0), anEnded(0)] })).toBeUndefined();
    expect(verdict({ before, spec: { stop: true, runnerLossPolicy: 'Continue' }, runners: [anEnded(0), absent] })).toBeUndefined();
    expect(verdict({ before, spec: { stop: true }, runners: [anEnded(0), aRunning()] })).toBe('StoppedByUser: spec.stop is true');
  });

  it('stays the first one', () => {
    const first = judged(before, { reason: 'OOMKilled', message: 'runner 1' });
    expect(verdictOf(decide({ before: first, spec: { stop: true }, runners: [aRunning(), aLost()] }))).toBe('OOMKilled: runner 1');
  });
});

function verdictOf({ status }: Plan): string {
  const { reason, message } = findCondition(status, 'Passed') ?? {};
  return `${reason ?? ''}: ${message ?? ''}`;
}
