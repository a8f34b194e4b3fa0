import { describe, expect, it } from '@jest/globals';
import { eventsOf } from '../../../controller/status/events.ts';
import { aCondition, judged, started, unstarted } from '../../builders/run.ts';

describe('the events of a pass', () => {
  it('are none where no cause changed, though messages and counts did', () => {
    const before = started();
    const after = { ...before, runners: { total: 1, ready: 1, readyTotal: '1/1', running: 1, succeeded: 0, failed: 0 }, conditions: before.conditions?.map((condition) => ({ ...condition, message: 'new' })) ?? [] };
    expect(eventsOf(before, after)).toEqual([]);
  });

  it('are one for a cause that several conditions share', () => {
    const events = eventsOf({}, unstarted());
    expect(events).toEqual([{ type: 'Normal', reason: 'WaitingForRunners', message: 'for a test' }]);
  });

  it('warn of what not every run goes through', () => {
    const before = unstarted();
    expect(eventsOf(before, judged(before, { reason: 'ImagePullFailed', message: 'no such image' }))).toEqual([{ type: 'Warning', reason: 'ImagePullFailed', message: 'no such image' }]);
    expect(eventsOf(before, judged(before))).toMatchObject([{ type: 'Normal', reason: 'StoppedByUser' }]);
  });

  it('come in the order of a run\'s life', () => {
    const after = [aCondition('Passed', 'True', { reason: 'ThresholdsPassed' }), aCondition('Finished', 'True', { reason: 'RunCompleted' })];
    expect(eventsOf(started(), { conditions: after }).map(({ reason }) => reason)).toEqual(['RunCompleted', 'ThresholdsPassed']);
  });

  it('tell again when a condition flips for the same reason', () => {
    const before = { conditions: [aCondition('Finished', 'False', { reason: 'OOMKilled' })] };
    expect(eventsOf(before, { conditions: [aCondition('Finished', 'True', { reason: 'OOMKilled' })] })).toMatchObject([{ type: 'Warning', reason: 'OOMKilled' }]);
  });
});
