import { describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../api/exitcodes.ts';
import { isOver, outcomeExitCode, verdictOf } from '../../../plugin/view/verdict.ts';
import { aCondition, at, started, unstarted } from '../../builders/run.ts';
import { over, shownRun } from './runs.ts';

describe('verdictOf', () => {
  it('says of a run that nobody looked at that it is pending, and what to do', () => {
    expect(verdictOf(shownRun())).toMatchObject({ word: 'Pending', tone: 'caution', message: expect.stringContaining('doctor') });
  });

  it('says what a run waits for before its start', () => {
    const conditions = [aCondition('RunnersReady', 'False', { reason: 'Unschedulable', message: 'no node' }), aCondition('Started', 'False', { message: 'later' })];
    expect(verdictOf(shownRun(unstarted({ conditions })))).toMatchObject({ word: 'Starting', reason: 'Unschedulable', message: 'no node' });
  });

  it('tells a run that is on from one that is being stopped, and from one that ends', () => {
    expect(verdictOf(shownRun(started()))).toMatchObject({ word: 'Running', tone: 'busy', reason: 'RunnersRunning' });
    expect(verdictOf(shownRun(started(), { stop: true })).word).toBe('Stopping');
    expect(verdictOf(shownRun(started({ stage: 'stopped' }))).word).toBe('Ending');
  });

  it('gives the reason of a verdict that is there before the end', () => {
    const conditions = [...started().conditions ?? [], aCondition('Passed', 'False', { reason: 'OOMKilled', message: 'runner 2' })].filter(({ type, status }) => type !== 'Passed' || status === 'False');
    expect(verdictOf(shownRun(started({ conditions })))).toMatchObject({ word: 'Running', reason: 'OOMKilled' });
  });

  it.each([['Passed', 'good'], ['ThresholdsFailed', 'bad'], ['Failed', 'bad'], ['Stopped', 'caution']] as const)('takes the result %s at the end', (result, tone) => {
    expect(verdictOf(shownRun(over({ result })))).toMatchObject({ word: result, tone, reason: 'ThresholdsFailed', message: 'a threshold failed' });
  });

  it('calls a run that ended in an error without a result failed', () => {
    expect(verdictOf(shownRun({ stage: 'error' })).word).toBe('Failed');
  });

  it('says that a run is being deleted', () => {
    const run = shownRun(started());
    expect(verdictOf({ ...run, metadata: { ...run.metadata, deletionTimestamp: at(0) } }).word).toBe('Deleting');
  });
});

describe('isOver', () => {
  it('is true in both final stages, and where the condition says so', () => {
    expect([{ stage: 'finished' as const }, { stage: 'error' as const }, over({})].map((status) => isOver(shownRun(status)))).toEqual([true, true, true]);
    expect([undefined, unstarted(), started(), started({ stage: 'stopped' })].map((status) => isOver(shownRun(status)))).toEqual([false, false, false, false]);
  });
});

describe('outcomeExitCode', () => {
  it('passes every code that k6 documents through', () => {
    for (const { code, result } of exitCodes) expect(outcomeExitCode(shownRun(over({ result, exitCode: code })))).toBe(code);
  });

  it('is 6 where no k6 process said how it went, or died of something else', () => {
    expect(outcomeExitCode(shownRun({ stage: 'error', result: 'Failed' }))).toBe(6);
    expect(outcomeExitCode(shownRun(over({ result: 'Failed', exitCode: 137 })))).toBe(6);
    expect(outcomeExitCode(shownRun(over({ result: 'Failed', exitCode: 0 })))).toBe(6);
  });
});
