import { describe, expect, it } from '@jest/globals';
import type { ActionFailure } from '../../../controller/act/perform.ts';
import { verdictOf } from '../../../controller/plan/verdict.ts';
import { withFailures } from '../../../controller/status/failures.ts';
import { aRunnerJob, aStarterJob } from '../../builders/children.ts';
import { aStoredRun, at, now, started, unstarted } from '../../builders/run.ts';

const run = aStoredRun();
const when = { now, generation: 1 };
const refused: ActionFailure = { action: { do: 'create-job', role: 'runner', job: aRunnerJob(run) }, reason: 'QuotaExceeded', message: 'exceeded quota: small', retry: true };

function conditions(status: ReturnType<typeof withFailures>): unknown[] {
  return (status.conditions ?? []).map(({ type, status: value, reason }) => [type, value, reason]);
}

describe('what could not be done', () => {
  it('says why the run waits', () => {
    expect(conditions(withFailures(unstarted(), [refused], when))).toEqual([
      ['RunnersReady', 'False', 'QuotaExceeded'], ['Started', 'False', 'QuotaExceeded'], ['Finished', 'False', 'WaitingForRunners'], ['Passed', 'Unknown', 'QuotaExceeded'],
    ]);
  });

  it('does not move the time from which the start deadline counts', () => {
    const [, condition] = withFailures(unstarted(), [refused], when).conditions ?? [];
    expect(condition).toMatchObject({ type: 'Started', lastTransitionTime: at(-10) });
  });

  it('is a verdict where no other try could help', () => {
    const invalid: ActionFailure = { ...refused, reason: 'InvalidSpec', message: 'spec.template is invalid', retry: false };
    expect(verdictOf(withFailures(unstarted(), [invalid], when))).toEqual({ reason: 'InvalidSpec', message: 'spec.template is invalid', since: now });
  });

  it('says what the end of a run waits for whose teardown() cannot get its Job', () => {
    const teardown: ActionFailure = { ...refused, action: { do: 'create-job', role: 'teardown', job: aStarterJob(run) } };
    expect(conditions(withFailures(started(), [teardown], when))).toEqual([
      ['RunnersReady', 'True', 'AllRunnersReady'], ['Started', 'True', 'AllRunnersStarted'], ['Finished', 'False', 'QuotaExceeded'], ['Passed', 'Unknown', 'RunnersRunning'],
    ]);
  });

  it('is left out once the run has started, and for the stopper and all that is no Job', () => {
    expect(withFailures(started(), [refused], when)).toEqual(started());
    const stopper: ActionFailure = { ...refused, action: { do: 'create-job', role: 'stopper', job: aStarterJob(run) } };
    const logs: ActionFailure = { ...refused, action: { do: 'collect-logs', sources: [], keepWithoutOwner: false } };
    expect(withFailures(unstarted(), [stopper, logs], when)).toEqual(unstarted());
  });
});
