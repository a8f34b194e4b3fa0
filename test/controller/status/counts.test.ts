import { describe, expect, it } from '@jest/globals';
import { maxFailuresListed } from '../../../api/status.ts';
import { countRunners, isFailure, listFailures } from '../../../controller/status/counts.ts';
import { absent, aLost, anEnded, aRunning, aWaiting, aWithdrawn, copies } from '../../builders/world.ts';

const waiting = { started: false, ending: false };
const on = { started: true, ending: false };
const ending = { started: true, ending: true };

describe('the counts of runners', () => {
  it('tell ready, running, succeeded and failed ones apart', () => {
    const runners = [aRunning(), aRunning({ ready: false }), anEnded(0), anEnded(99, 'ThresholdsFailed'), aWaiting(), absent];
    expect(countRunners(runners, 6, waiting)).toEqual({ total: 6, ready: 1, readyTotal: '1/6', running: 2, succeeded: 1, failed: 1 });
  });

  it('count a runner without Job or pod as failed once the run has started', () => {
    expect(countRunners([aRunning(), absent, aWaiting()], 3, on)).toMatchObject({ failed: 2, running: 1 });
  });

  it('do not count as failed what was stopped or withdrawn', () => {
    expect(countRunners([anEnded(103, 'StoppedByUser'), aWithdrawn(), anEnded(105, 'Interrupted')], 3, ending)).toMatchObject({ failed: 0, succeeded: 0 });
  });

  it('keep a runner among the failed whose Job was withdrawn after its pod vanished', () => {
    const recorded = [{ runner: 2, reason: 'RunnerDeleted', message: 'its pod was deleted' }] as const;
    expect(countRunners([anEnded(0), aWithdrawn()], 2, on, recorded)).toMatchObject({ failed: 1, succeeded: 1 });
  });
});

describe('a failed runner', () => {
  it('is any that did not end well', () => {
    for (const runner of [anEnded(99, 'ThresholdsFailed'), anEnded(107, 'ScriptException'), aLost('Evicted')]) expect(isFailure(runner, false)).toBe(true);
    for (const runner of [anEnded(0), anEnded(103, 'StoppedByUser'), aWithdrawn()]) expect(isFailure(runner, false)).toBe(false);
  });

  it('is one that got a signal, unless the operator sent it', () => {
    const interrupted = anEnded(105, 'Interrupted', { lost: true });
    expect([isFailure(interrupted, false), isFailure(interrupted, true)]).toEqual([true, false]);
  });
});

describe('the list of failures', () => {
  it('has each runner\'s number, reason, code and words', () => {
    expect(listFailures([anEnded(0), anEnded(107, 'ScriptException'), aLost('Evicted')], [], on)).toEqual([
      { runner: 2, reason: 'ScriptException', exitCode: 107, message: 'ended with exit code 107' }, { runner: 3, reason: 'Evicted', message: 'it was taken away' },
    ]);
  });

  it('keeps what was recorded first, though less can be seen now', () => {
    const recorded = [{ runner: 2, reason: 'OOMKilled', exitCode: 137, message: 'too much memory' }] as const;
    expect(listFailures([anEnded(99, 'ThresholdsFailed'), aLost('RunnerDeleted')], recorded, on)).toEqual([recorded[0], expect.objectContaining({ runner: 1 })]);
    expect(listFailures([aRunning(), aRunning()], recorded, on)).toEqual(recorded);
  });

  it('names runners whose Job or pod is gone after the start', () => {
    expect(listFailures([absent, aWaiting()], [], on)).toEqual([
      { runner: 1, reason: 'RunnerDeleted', message: 'its Job was deleted' }, { runner: 2, reason: 'RunnerDeleted', message: 'its pod was deleted' },
    ]);
    expect(listFailures([absent, aWaiting()], [], waiting)).toEqual([]);
  });

  it('ends after so many as a status can carry', () => {
    expect(listFailures(copies(50, aLost()), [], on)).toHaveLength(maxFailuresListed);
  });
});
