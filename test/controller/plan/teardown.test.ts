import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../controller/plan/plan.ts';
import type { Action } from '../../../controller/plan/types.ts';
import { findCondition } from '../../../controller/status/conditions.ts';
import { at, judged, started } from '../../builders/run.ts';
import { aContext, anEnded, aRunning, aWaiting, aWithdrawn, type ContextParts } from '../../builders/world.ts';

const decide = (parts: ContextParts): ReturnType<typeof plan> => plan(aContext({ before: started(), ...parts, spec: { setup: 'Once', ...parts.spec } }));

function word(action: Action): string {
  switch (action.do) {
    case 'create-job': return `create ${action.role}`;
    case 'suspend-job': return `suspend ${action.name}`;
    case 'terminate-pod': return `terminate ${action.pod.name}`;
    default: return action.do;
  }
}

const acts = (parts: ContextParts): string[] => decide(parts).actions.map(word);

/** How long the teardown that is made may take, and whom it is for. */
function teardownOf(parts: ContextParts): unknown {
  const [action] = decide(parts).actions;
  const env = action?.do === 'create-job' ? action.job.spec?.template.spec?.containers[0]?.env ?? [] : [];
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

const first = aRunning({ pod: { name: 'first', uid: '1' }, ip: '10.0.0.1' });
const second = aRunning({ pod: { name: 'second', uid: '2' }, ip: '10.0.0.2' });
const ended = (secondsAgo = 1) => anEnded(0, undefined, { endedAt: at(-secondsAgo) });
const busy = aRunning({ pod: { name: 'teardown', uid: '3' } });

describe('the teardown of a run that ends by itself', () => {
  it('is made for runner 1 alone when every other runner ended, whatever their end was', () => {
    expect(acts({ runners: [first, second] })).toEqual([]);
    expect(acts({ runners: [first, ended()] })).toEqual(['create teardown']);
    expect(acts({ runners: [first, anEnded(99, 'ThresholdsFailed')] })).toEqual(['create teardown']);
    expect(teardownOf({ runners: [first, ended()] })).toMatchObject({ K6_TARGETS: '1=10.0.0.1', K6_TIMEOUT_SECONDS: '86400' });
  });

  it('is not for a run of one runner, one with setup PerRunner, or one whose user leaves teardown() out', () => {
    expect(acts({ runners: [first] })).toEqual([]);
    expect(acts({ runners: [first, ended()], spec: { setup: 'PerRunner' } })).toEqual([]);
    expect(acts({ runners: [first, ended()], spec: { arguments: '--no-teardown' } })).toEqual([]);
    expect(acts({ runners: [first, ended()], spec: { args: ['--no-teardown=false'] } })).toEqual(['create teardown']);
  });

  it('waits for runner 1 as long as the run may go on, and ten minutes more', () => {
    expect(teardownOf({ runners: [first, ended()], spec: { activeDeadlineSeconds: 310 } })).toMatchObject({ K6_TIMEOUT_SECONDS: '900' });
  });

  it('leaves runner 1 alone while it is on, and ends it when it ended, well or not', () => {
    expect(acts({ runners: [first, ended(900)], teardown: busy })).toEqual([]);
    expect(acts({ runners: [first, ended()], teardown: aWaiting() })).toEqual([]);
    expect(acts({ runners: [first, ended()], teardown: anEnded(0) })).toEqual(['terminate first']);
    expect(acts({ runners: [first, ended()], teardown: anEnded(1, 'RunnerFailed') })).toEqual(['terminate first']);
  });

  it('is given up where its pod cannot come, or does not within ten minutes', () => {
    expect(acts({ runners: [first, ended(601)], teardown: aWaiting() })).toEqual(['suspend k6-sample-teardown', 'terminate first']);
    expect(acts({ runners: [first, ended(1)], teardown: aWaiting('ImagePullFailed', { hopeless: true }) })).toEqual(['suspend k6-sample-teardown', 'terminate first']);
    expect(acts({ runners: [first, ended(601)] })).toEqual(['terminate first']);
    expect(acts({ runners: [first, ended(599)] })).toEqual(['create teardown']);
  });

  it('says what the run waits for, and looks again when that is over', () => {
    const { status, again } = decide({ runners: [first, ended(590)], teardown: aWaiting('Unschedulable') });
    expect(findCondition(status, 'Finished')).toMatchObject({ status: 'False', reason: 'Unschedulable', message: expect.stringContaining('the teardown: ') });
    expect(again).toBe(10_000);
    expect(decide({ runners: [first, ended(900)], teardown: anEnded(0) }).again).toBe(30_000);
  });

  it('is over with runner 1, and the run goes on to its end', () => {
    expect(acts({ runners: [ended(), ended()], teardown: anEnded(0) })).toEqual(['collect-logs']);
    expect(acts({ runners: [anEnded(0), ended()], teardown: aWaiting(), summary: 'present' })).toEqual(['suspend k6-sample-teardown']);
  });

  it('does not hide that runner 1 never told its result', () => {
    const { status } = decide({ runners: [aWithdrawn(), ended()], teardown: anEnded(0) });
    expect(findCondition(status, 'Passed')).toMatchObject({ status: 'False', reason: 'RunnerLost', message: expect.stringContaining('after teardown()') });
  });
});

describe('the teardown of a run that is ended early', () => {
  const before = judged(started());

  it('comes after the stopper, since runner 1 may still be at its test', () => {
    expect(acts({ before, runners: [first, second] })).toEqual(['create stopper']);
    expect(acts({ before, runners: [first, ended()] })).toEqual(['create stopper']);
    expect(acts({ before, runners: [first, ended()], stopper: busy })).toEqual([]);
    expect(acts({ before, runners: [first, second], stopper: anEnded(0) })).toEqual([]);
    expect(acts({ before, runners: [first, ended()], stopper: anEnded(0) })).toEqual(['create teardown']);
    expect(teardownOf({ before, runners: [first, ended()], stopper: anEnded(0) })).toMatchObject({ K6_TIMEOUT_SECONDS: '600' });
  });

  it('may take longer than the others\' end, yet not for ever', () => {
    const late = judged(started(), {}, -500);
    expect(acts({ before: late, runners: [first, anEnded(103)], stopper: anEnded(0), teardown: busy })).toEqual([]);
    expect(acts({ before: late, runners: [first, anEnded(103)], stopper: anEnded(0), teardown: anEnded(0) })).toEqual(['terminate first']);
    expect(acts({ before: judged(started(), {}, -981), runners: [first, anEnded(103)], stopper: anEnded(0), teardown: busy })).toEqual(['collect-logs']);
  });

  it('is left out where the stopper failed or nothing helped for long: runner 1 gets SIGTERM as the others do', () => {
    expect(acts({ before, runners: [first, ended()], stopper: anEnded(1, 'RunnerFailed') })).toEqual(['terminate first']);
    expect(acts({ before: judged(started(), {}, -141), runners: [first, ended()], stopper: anEnded(0) })).toEqual(['terminate first']);
  });
});
