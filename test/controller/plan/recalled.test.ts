import { describe, expect, it } from '@jest/globals';
import type { RunnerFailure } from '../../../api/status.ts';
import { recalled } from '../../../controller/plan/recalled.ts';
import { started } from '../../builders/run.ts';
import { absent, aContext, aLost, anEnded, aRunning } from '../../builders/world.ts';

const failure: RunnerFailure = { runner: 2, reason: 'ThresholdsFailed', exitCode: 99, message: 'ended with exit code 99' };

describe('what is recalled of a runner that can be seen no more', () => {
  it.each([['whose pod is gone', aLost()], ['whose Job is gone', absent]])('%s, is the end that it had', (_what, runner) => {
    const { world } = recalled(aContext({ runners: [aRunning(), runner], before: started({ failures: [failure] }) }));
    expect(world.runners).toEqual([aRunning(), {
      phase: 'ended', exitCode: 99, reason: 'ThresholdsFailed', message: 'ended with exit code 99', lost: false, withdrawn: false, podLingers: false,
    }]);
  });

  it('is nothing where more can still be seen', () => {
    const context = aContext({ runners: [aRunning(), anEnded(107, 'ScriptException')], before: started({ failures: [failure] }) });
    expect(recalled(context)).toEqual(context);
  });

  it.each([137, 105, undefined])('is no end of its own that the cluster made (%s)', (exitCode) => {
    const seen: RunnerFailure = { runner: 2, reason: 'RunnerLost', message: 'x', ...(exitCode === undefined ? {} : { exitCode }) };
    const context = aContext({ runners: [aRunning(), aLost()], before: started({ failures: [seen] }) });
    expect(recalled(context)).toEqual(context);
  });
});
