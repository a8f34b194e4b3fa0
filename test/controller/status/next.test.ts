import { describe, expect, it } from '@jest/globals';
import { hasReached, isFinal, nextStatus } from '../../../controller/status/next.ts';
import { at, judged, started, unstarted } from '../../builders/run.ts';
import { aContext, anEnded, aRunning } from '../../builders/world.ts';

describe('the next status', () => {
  it('brings counts, failures and the observed generation up to date, and keeps the rest', () => {
    const before = started({ requirements: { maxVUs: 4, totalDuration: '1s' } });
    const next = nextStatus(aContext({ before, runners: [aRunning(), anEnded(99, 'ThresholdsFailed')] }), {});
    expect(next).toMatchObject({ ...before, runners: { total: 2, running: 1, failed: 1 }, failures: [{ runner: 2 }], observedGeneration: 1 });
  });

  it('sets what a step changes', () => {
    const next = nextStatus(aContext({ before: unstarted() }), { stage: 'started', start: { time: at(0) }, conditions: { Started: { status: 'True', reason: 'AllRunnersStarted', message: 'x' } } });
    expect(next).toMatchObject({ stage: 'started', start: { time: at(0) } });
    expect(next.conditions?.find(({ type }) => type === 'Started')).toMatchObject({ status: 'True', lastTransitionTime: at(0) });
  });

  it('never takes the stage back', () => {
    expect(nextStatus(aContext({ before: started() }), { stage: 'created' }).stage).toBe('started');
    expect(nextStatus(aContext({ before: unstarted({ stage: 'created' }) }), { stage: 'initialized' }).stage).toBe('created');
  });

  it('does not take for failures what the operator ends itself', () => {
    const runners = [anEnded(105, 'Interrupted', { lost: true })];
    expect(nextStatus(aContext({ before: started(), runners }), {}).failures).toHaveLength(1);
    expect(nextStatus(aContext({ before: judged(started()), runners }), {}).failures).toBeUndefined();
  });
});

describe('a stage', () => {
  it('is reached once it is the run\'s, or an earlier one', () => {
    expect([hasReached({}, 'initialization'), hasReached(unstarted(), 'created'), hasReached(unstarted(), 'started'), hasReached({ stage: 'error' }, 'stopped')]).toEqual([false, true, false, true]);
  });

  it('is final when the run is finished or in error', () => {
    expect([isFinal({}), isFinal({ stage: 'stopped' }), isFinal({ stage: 'finished' }), isFinal({ stage: 'error' })]).toEqual([false, false, true, true]);
  });
});
