import { describe, expect, it } from '@jest/globals';
import { withSetupOnce } from '../../../controller/plan/once.ts';
import type { Outcome } from '../../../controller/plan/outcome.ts';
import { judged, started } from '../../builders/run.ts';
import { aContext, aLost, anEnded, aWithdrawn, type ContextParts } from '../../builders/world.ts';

const passed: Outcome = { result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed', message: 'all well', losses: [] };
const broken: Outcome = { ...passed, result: 'ThresholdsFailed', exitCode: 99, reason: 'ThresholdsFailed', message: 'thresholds failed' };
const stopped: Outcome = { ...passed, result: 'Stopped', exitCode: 103, reason: 'StoppedByUser', message: 'stopped' };

const report = (reason: string, message: string): string => JSON.stringify({ ok: false, action: 'teardown', reason, message });
const threw = anEnded(1, 'RunnerFailed', { report: report('TeardownFailed', 'teardown() failed in runner 1: Error: no\n\tat teardown') });
const unreached = anEnded(1, 'RunnerFailed', { report: report('RunnerFailed', 'the connection broke') });

const told = (outcome: Outcome, parts: ContextParts): Outcome =>
  withSetupOnce(outcome, aContext({ before: started(), runners: [anEnded(0), anEnded(0)], ...parts, spec: { setup: 'Once', ...parts.spec } }));

describe('the outcome of a run whose setup() and teardown() run once', () => {
  it('is untouched where teardown() ran, was not to run, or could not yet', () => {
    for (const outcome of [passed, broken, stopped]) {
      expect(told(outcome, { teardown: anEnded(0) })).toBe(outcome);
      expect(told(outcome, { teardown: threw, spec: { setup: 'PerRunner' } })).toBe(outcome);
      expect(told(outcome, { spec: { arguments: '--no-teardown' } })).toBe(outcome);
      expect(told(outcome, { before: {} })).toBe(outcome);
    }
  });

  it('has k6\'s code for a setup() that throws', () => {
    expect(told({ ...passed, result: 'Failed', reason: 'SetupFailed' }, { before: {} })).toMatchObject({ reason: 'SetupFailed', exitCode: 107 });
  });

  it('is a failure with k6\'s code and its words in one line where teardown() threw, also before thresholds', () => {
    for (const outcome of [passed, broken]) {
      expect(told(outcome, { teardown: threw })).toEqual({
        result: 'Failed', reason: 'TeardownFailed', exitCode: 107, message: 'teardown() failed in runner 1: Error: no at teardown', losses: [],
      });
    }
  });

  it('is a failure without a code of k6\'s where teardown() did not run', () => {
    expect(told(passed, { teardown: unreached })).toEqual({
      result: 'Failed', reason: 'TeardownFailed', message: 'teardown() did not run to its end: the connection broke', losses: [],
    });
    expect(told(passed, {})).toMatchObject({ result: 'Failed', reason: 'TeardownFailed', message: 'teardown() did not run' });
    expect(told(passed, { teardown: aWithdrawn() })).toMatchObject({ message: 'teardown() did not run to its end: its pod did not get to run' });
  });

  it('stands where something else ended the run early, and names the teardown() beside it', () => {
    expect(told(stopped, { teardown: threw })).toMatchObject({ result: 'Stopped', exitCode: 103, message: expect.stringContaining('stopped; teardown() failed') });
    expect(told(broken, { before: judged(started()), teardown: threw })).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99 });
  });

  it('is that of the loss where runner 1 was lost, and says what that means for teardown()', () => {
    for (const teardown of [unreached, undefined]) {
      expect(told(passed, { runners: [aLost(), anEnded(0)], ...(teardown ? { teardown } : {}) })).toEqual({
        ...passed, message: 'all well; teardown() did not run to its end, since runner 1, which would run it, was lost',
      });
    }
  });
});
