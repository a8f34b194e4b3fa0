import { describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../api/exitcodes.ts';
import { outcomeOf } from '../../../controller/plan/outcome.ts';
import { absent, aLost, anEnded, aRunning, aWithdrawn } from '../../builders/world.ts';

const ok = anEnded(0);
const thresholds = anEnded(99, 'ThresholdsFailed');
const threw = anEnded(107, 'ScriptException');
const stoppedOne = anEnded(103, 'StoppedByUser');
const stop = { reason: 'StoppedByUser', message: 'spec.stop is true' } as const;

describe('the outcome of a run whose runners ended by themselves', () => {
  it('is a pass where all passed', () => {
    expect(outcomeOf([ok, ok], undefined)).toEqual({ result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed', message: 'every runner ended with exit code 0', losses: [] });
  });

  it('names the runners whose thresholds failed', () => {
    expect(outcomeOf([ok, thresholds, thresholds], undefined)).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99, message: 'thresholds failed in runners 2, 3' });
  });

  it.each(exitCodes.filter(({ result }) => result === 'Failed'))('is $result for exit code $code, before thresholds and passes', ({ code, reason }) => {
    // k6's 105 comes of a signal from outside: then that runner was lost.
    const runner = anEnded(code, reason, { lost: code === 105 });
    if (code === 105) expect(outcomeOf([ok, runner], undefined)).toMatchObject({ result: 'Passed', losses: [2] });
    else expect(outcomeOf([thresholds, runner, ok], undefined)).toMatchObject({ result: 'Failed', exitCode: code, reason, message: expect.stringMatching(/^runner 2: /) });
  });

  it('has k6\'s code for a stop where the run was still on at its deadline, unless a runner failed besides', () => {
    const overdue = { reason: 'DeadlineExceeded', message: 'still running' } as const;
    expect(outcomeOf([stoppedOne, stoppedOne], overdue)).toMatchObject({ result: 'Failed', exitCode: 103, reason: 'DeadlineExceeded' });
    expect(outcomeOf([stoppedOne, threw], overdue)).toMatchObject({ result: 'Failed', exitCode: 107 });
  });

  it('is Stopped where a runner was stopped through its REST API, unless thresholds failed', () => {
    expect(outcomeOf([ok, stoppedOne], undefined)).toMatchObject({ result: 'Stopped', exitCode: 103 });
    expect(outcomeOf([thresholds, stoppedOne], undefined)).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99 });
  });

  it('fails without a code where no process of k6\'s ran', () => {
    const outcome = outcomeOf([ok, { ...aLost('InitContainerFailed'), lost: false }], undefined);
    expect(outcome).toMatchObject({ result: 'Failed', reason: 'InitContainerFailed' });
    expect(outcome).not.toHaveProperty('exitCode');
  });

  it('counts the others where runners were lost, and lists those', () => {
    expect(outcomeOf([ok, aLost(), absent, aWithdrawn()], undefined)).toMatchObject({ result: 'Passed', losses: [2, 3, 4] });
    expect(outcomeOf([thresholds, aLost()], undefined)).toMatchObject({ result: 'ThresholdsFailed', losses: [2] });
    expect(outcomeOf([threw, aLost()], undefined)).toMatchObject({ result: 'Failed', exitCode: 107, losses: [2] });
  });

  it('is a failure where all were lost', () => {
    expect(outcomeOf([aLost(), absent], undefined)).toEqual({ result: 'Failed', reason: 'RunnerLost', message: 'all 2 runners were lost', losses: [] });
  });
});

describe('the outcome of a run that was ended early', () => {
  it('is Stopped with k6\'s 103, before and after the start', () => {
    expect(outcomeOf([stoppedOne, stoppedOne], stop)).toEqual({ result: 'Stopped', exitCode: 103, ...stop, losses: [] });
    expect(outcomeOf([stoppedOne, thresholds], stop)).toMatchObject({ result: 'Stopped', exitCode: 103 });
    expect(outcomeOf([aWithdrawn(), absent], stop)).toEqual({ result: 'Stopped', ...stop, losses: [] });
  });

  it('is their own where all runners were through before the stop reached them', () => {
    expect(outcomeOf([ok, ok], stop)).toMatchObject({ result: 'Passed', exitCode: 0 });
    expect(outcomeOf([ok, thresholds], stop)).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99 });
  });

  it('is Failed with the verdict\'s cause, and the worst code that k6 itself gave', () => {
    const verdict = { reason: 'OOMKilled', message: 'runner 2' } as const;
    const killed = anEnded(137, 'OOMKilled', { lost: true });
    expect(outcomeOf([threw, killed], verdict)).toMatchObject({ result: 'Failed', ...verdict, exitCode: 107 });
    expect(outcomeOf([stoppedOne, killed], verdict)).not.toHaveProperty('exitCode');
    expect(outcomeOf([ok, killed], verdict)).not.toHaveProperty('exitCode');
  });

  it('does not take for a failure what the operator did to the others', () => {
    const interrupted = anEnded(105, 'Interrupted', { lost: true });
    expect(outcomeOf([threw, interrupted, aWithdrawn(), aRunning()], { reason: 'ScriptException', message: 'x' })).toMatchObject({ result: 'Failed', exitCode: 107 });
  });
});
