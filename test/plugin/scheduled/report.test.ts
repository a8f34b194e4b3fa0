import { describe, expect, it } from '@jest/globals';
import type { Run } from '../../../api/run.ts';
import type { RunStatus } from '../../../api/status.ts';
import { outcomeLines, progressLine } from '../../../plugin/scheduled/report.ts';

const run = (status?: RunStatus): Run =>
  ({ apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'a', namespace: 'b', uid: 'c' }, spec: { script: {} }, ...(status ? { status } : {}) });
const condition = (type: 'Passed' | 'RunnersReady', message: string): NonNullable<RunStatus['conditions']>[number] =>
  ({ type, status: 'False', reason: 'WaitingForRunners', message, observedGeneration: 1, lastTransitionTime: '' });

describe('the log of a scheduled run', () => {
  it('says how far the run is and what it waits for', () => {
    expect(progressLine(run())).toMatch(/^Pending \(not taken up yet\): the operator has not looked at it/);
    const runners = { total: 4, ready: 1, running: 1, succeeded: 0, failed: 0, readyTotal: '1/4' };
    expect(progressLine(run({ stage: 'created', runners, conditions: [condition('RunnersReady', 'runner 2: no node')] })))
      .toBe('Starting (created, runners ready 1/4): runner 2: no node');
  });

  it('ends with the verdict, after each runner that failed', () => {
    const failures = [{ runner: 3, reason: 'OOMKilled' as const, message: 'used more than 1Gi' }];
    const lines = outcomeLines(run({ stage: 'error', result: 'Failed', start: { time: '', skewMilliseconds: 1.24 }, failures, conditions: [condition('Passed', 'runner 3 was lost')] }));
    expect(lines).toEqual(['all runners started within 1.2ms', 'runner 3: OOMKilled: used more than 1Gi', 'Failed, no exit code: runner 3 was lost']);
  });
});
