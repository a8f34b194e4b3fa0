import { describe, expect, it } from '@jest/globals';
import type { Running } from '../../../controller/observe/state.ts';
import { plan } from '../../../controller/plan/plan.ts';
import type { Action, Plan } from '../../../controller/plan/types.ts';
import { findCondition } from '../../../controller/status/conditions.ts';
import { at, judged, started, unstarted } from '../../builders/run.ts';
import { absent, aContext, anEnded, aRunning, aWaiting, aWithdrawn, copies, type ContextParts } from '../../builders/world.ts';

function decide(parts: ContextParts): Plan {
  return plan(aContext(parts));
}

/** Actions as short words. */
function acts(parts: ContextParts): string[] {
  return decide(parts).actions.map(word);
}

function word(action: Action): string {
  switch (action.do) {
    case 'create-job': return `create ${action.role}`;
    case 'suspend-job': return `suspend ${action.name}`;
    case 'terminate-pod': return `terminate ${action.pod.name}`;
    default: return action.do;
  }
}

function withoutAddress({ phase, ready, pod }: Running): Running {
  return { phase, ready, pod };
}

const first = aRunning({ pod: { name: 'first', uid: '1' }, ip: '10.0.0.1' });
const second = aRunning({ pod: { name: 'second', uid: '2' }, ip: '10.0.0.2' });

describe('a run with a verdict, before its start', () => {
  const before = judged(unstarted());

  it('suspends Jobs whose pods never ran and terminates pods that run', () => {
    expect(acts({ before, runners: [first, aWaiting()] })).toEqual(['terminate first', 'suspend k6-sample-2']);
  });

  it('ends the starter before the runners: it could start them meanwhile', () => {
    expect(acts({ before, runners: [first, second], starter: aRunning({ pod: { name: 'starter', uid: '3' } }) })).toEqual(['terminate starter']);
    expect(acts({ before, runners: [first, second], starter: aWaiting() })).toEqual(['suspend k6-sample-starter', 'terminate first', 'terminate second']);
  });

  it('ends an initializer that is still on', () => {
    expect(acts({ before, initializer: aWaiting() })).toEqual(['suspend k6-sample-initializer']);
    expect(acts({ before, initializer: aRunning({ pod: { name: 'init', uid: '4' } }) })).toEqual(['terminate init']);
  });

  it('says what it waits for, and looks again', () => {
    const { status, again } = decide({ before, runners: [first, aWaiting()] });
    expect(findCondition(status, 'Finished')).toMatchObject({ status: 'False', reason: 'Stopping', message: 'waiting for runners 1, 2 to end: spec.stop is true' });
    expect(again).toBe(2000);
  });

  it('is over at once where nothing was made', () => {
    expect(decide({ before })).toMatchObject({ actions: [], again: 0, status: { stage: 'finished', result: 'Stopped' } });
  });
});

describe('a run with a verdict, after its start', () => {
  it('is stopped through k6\'s REST API, all runners by one Job', () => {
    const { actions: [action, ...rest] } = decide({ before: judged(started()), runners: [first, second, anEnded(0)] });
    expect(rest).toEqual([]);
    expect(action).toMatchObject({ do: 'create-job', role: 'stopper', job: { metadata: { name: 'k6-sample-stopper' } } });
    const env = action?.do === 'create-job' ? action.job.spec?.template.spec?.containers[0]?.env : [];
    expect(env).toContainEqual({ name: 'K6_TARGETS', value: '1=10.0.0.1 2=10.0.0.2' });
  });

  it('waits while the stopper is at work', () => {
    expect(acts({ before: judged(started()), runners: [first, second], stopper: aRunning() })).toEqual([]);
    expect(acts({ before: judged(started()), runners: [first, second], stopper: anEnded(0) })).toEqual([]);
  });

  it('makes no stopper for runners without an address', () => {
    const nowhere = withoutAddress(first);
    expect(acts({ before: judged(started()), runners: [nowhere] })).toEqual([]);
    expect(acts({ before: judged(started(), {}, -141), runners: [nowhere] })).toEqual(['terminate first']);
  });

  it('terminates the pods where the stopper failed, or nothing happened for long', () => {
    expect(acts({ before: judged(started()), runners: [first, second], stopper: anEnded(1, 'RunnerFailed') })).toEqual(['terminate first', 'terminate second']);
    expect(acts({ before: judged(started(), {}, -141), runners: [first], stopper: aRunning() })).toEqual(['terminate first']);
  });

  it('ends without runners that answer nothing, once their logs were tried', () => {
    const before = judged(started(), {}, -321);
    expect(acts({ before, runners: [first] })).toEqual(['collect-logs']);
    expect(decide({ before, runners: [first], summary: 'present' }).status).toMatchObject({ stage: 'finished', result: 'Stopped' });
    expect(decide({ before, runners: [first], summary: 'unavailable' }).status).toMatchObject({ stage: 'finished' });
  });

  it('records a start that is seen only now, so that it counts as one that ran', () => {
    const starter = anEnded(0, undefined, { report: `{"ok":true,"action":"start","time":"${at(-1)}","skewMilliseconds":5}` });
    const { status } = decide({ before: judged(unstarted()), runners: [first, second], starter });
    expect(findCondition(status, 'Started')).toMatchObject({ status: 'True' });
    expect(status.start).toEqual({ time: at(-1), skewMilliseconds: 5 });
    expect(findCondition(status, 'Passed')).toMatchObject({ status: 'False', reason: 'StoppedByUser' });
  });
});

describe('a run that is over', () => {
  const runners = [anEnded(0), anEnded(0)];

  it('has its logs collected before it is finished', () => {
    const { actions, status } = decide({ before: started(), runners, initializer: anEnded(0), starter: anEnded(0) });
    expect(status).toMatchObject({ stage: 'stopped' });
    expect(status.result).toBeUndefined();
    expect(actions).toEqual([{
      do: 'collect-logs', keepWithoutOwner: false, merge: { total: 2, thresholds: [], start: { time: at(-10), skewMilliseconds: 4 } }, sources: [
        { key: 'runner-1.log', runner: 1, pod: { name: 'pod', uid: 'uid-of-pod' }, container: 'k6' },
        { key: 'runner-2.log', runner: 2, pod: { name: 'pod', uid: 'uid-of-pod' }, container: 'k6' },
        { key: 'initializer.log', pod: { name: 'pod', uid: 'uid-of-pod' }, container: 'k6' }, { key: 'starter.log', pod: { name: 'pod', uid: 'uid-of-pod' }, container: 'starter' },
      ],
    }]);
  });

  it('keeps the summary without an owner where the run is deleted at once', () => {
    expect(decide({ before: started(), runners, spec: { cleanup: 'post' } }).actions).toMatchObject([{ do: 'collect-logs', keepWithoutOwner: true }]);
  });

  it('is finished once they are there', () => {
    expect(decide({ before: started(), runners, summary: 'present' })).toMatchObject({ actions: [], status: { stage: 'finished', result: 'Passed', exitCode: 0 } });
  });

  it('ends the pods that a sidecar keeps alive, of helpers as well', () => {
    const lingering = anEnded(0, undefined, { podLingers: true, pod: { name: 'with-sidecar', uid: '9' } });
    expect(acts({ before: started(), runners: [lingering, anEnded(0)], starter: lingering, stopper: lingering, summary: 'present' })).toEqual(['terminate with-sidecar', 'terminate with-sidecar', 'terminate with-sidecar']);
  });

  it('is not finished before its start is on record', () => {
    const { status } = decide({ before: unstarted(), spec: { paused: 'false' }, runners });
    expect(status).toMatchObject({ stage: 'started' });
    expect(findCondition(status, 'Started')?.status).toBe('True');
  });

  it('collects once where every Job was deleted, and then ends', () => {
    const parts: ContextParts = { before: started(), spec: { runnerLossPolicy: 'Continue' }, runners: copies(2, absent), starter: anEnded(0) };
    expect(decide(parts)).toMatchObject({ actions: [{ do: 'collect-logs' }], status: { stage: 'stopped' } });
    expect(decide({ ...parts, summary: 'present' }).status).toMatchObject({ stage: 'error', result: 'Failed' });
  });

  it('has the stage error where the cluster is to blame, and finished where the test is', () => {
    const ends = (reason: 'OOMKilled' | 'ScriptException' | 'DeadlineExceeded'): unknown =>
      decide({ before: judged(started(), { reason, message: 'x' }), runners: [anEnded(0), aWithdrawn()], summary: 'present' }).status.stage;
    expect(ends('OOMKilled')).toBe('error');
    expect(ends('ScriptException')).toBe('finished');
    expect(ends('DeadlineExceeded')).toBe('finished');
  });
});
