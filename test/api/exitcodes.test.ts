import { describe, expect, it } from '@jest/globals';
import { exitMeaning } from '../../api/exitcodes.ts';
import { reasons } from '../../api/reasons.ts';

describe('exitMeaning', () => {
  it.each([
    [0, 'Passed', 'ThresholdsPassed'], [99, 'ThresholdsFailed', 'ThresholdsFailed'], [100, 'Failed', 'SetupTimeout'],
    [101, 'Failed', 'TeardownTimeout'], [102, 'Failed', 'GenericTimeout'], [103, 'Stopped', 'StoppedByUser'],
    [104, 'Failed', 'InvalidConfig'], [105, 'Failed', 'Interrupted'], [106, 'Failed', 'RestApiFailed'],
    [107, 'Failed', 'ScriptException'], [108, 'Failed', 'ScriptAborted'], [109, 'Failed', 'K6Panicked'],
    [110, 'Failed', 'MarkedAsFailed'], [1, 'Failed', 'RunnerFailed'], [255, 'Failed', 'RunnerFailed'], [-1, 'Failed', 'RunnerFailed'],
  ])('reads %d as %s for %s', (code, result, reason) => {
    expect(exitMeaning(code)).toEqual({ code, result, reason });
  });

  it('repeats in its reason the number that the list of reasons has', () => {
    for (const code of [100, 101, 102, 104, 105, 106, 107, 108, 109, 110]) {
      expect(reasons[exitMeaning(code).reason]).toContain(`exit code ${code}`);
    }
  });
});
