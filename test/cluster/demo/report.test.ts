import { describe, expect, it } from '@jest/globals';
import type { Condition, RunStatus } from '../../../api/status.ts';
import { conditionLines, isOver, outcomeLines, progressLine, shortfall } from '../../../cluster/demo/report.ts';

const condition = (type: Condition['type'], status: Condition['status'], reason: Condition['reason'], message: string): Condition =>
  ({ type, status, reason, message, observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z' });

const merged: NonNullable<RunStatus['summary']> = {
  time: '2026-01-01T00:00:15Z', final: true, source: 'StreamAndSummaries', runnersReported: 2, requests: 11, requestsPerSecond: 0.7333, requestsFailed: 0.0909, p95Milliseconds: 12.345,
  checksPassed: 10, checksFailed: 1, notes: ['a runner was silent'],
};
const passed: RunStatus = { stage: 'finished', result: 'Passed', exitCode: 0, start: { time: '2026-01-01T00:00:00.000Z', skewMilliseconds: 3 }, summary: merged };
const summaries = [{ runner: 1, vus: 10, requests: 5 }, { runner: 2, vus: 10, requests: 6 }];

describe('the demo\'s words', () => {
  it('tell the stage, the runners and the first thing that is waited for', () => {
    const status: RunStatus = {
      stage: 'created',
      runners: { total: 4, ready: 1, running: 2, succeeded: 0, failed: 0 } as NonNullable<RunStatus['runners']>,
      conditions: [condition('Started', 'False', 'WaitingForBarrier', 'b'), condition('RunnersReady', 'False', 'WaitingForRunners', 'two wait')],
    };
    expect(progressLine(status)).toBe('created        runners 2 running, 1 ready of 4  WaitingForRunners: two wait');
    expect(progressLine({})).toBe('accepted       runners 0 running, 0 ready of 0');
  });

  it('call a run over in its two final stages alone', () => {
    expect([{}, { stage: 'stopped' }, { stage: 'finished' }, { stage: 'error' }].map((status) => isOver(status as RunStatus))).toEqual([false, false, true, true]);
  });

  it('find fault with any run that did not finish, did not pass, or has a runner without a summary', () => {
    expect(shortfall(passed, summaries, 2)).toBeUndefined();
    expect(shortfall({ ...passed, result: 'ThresholdsFailed' }, summaries, 2)).toContain('result ThresholdsFailed');
    expect(shortfall({ stage: 'error' }, summaries, 2)).toContain('stage error');
    expect(shortfall(passed, [{ runner: 1, vus: 10 }, { runner: 2 }], 3)).toBe('the summary of runner 2, 3 is missing');
    for (const summary of [{ ...merged, final: false }, undefined]) expect(shortfall({ ...passed, summary } as RunStatus, summaries, 2)).toBe('there is no summary of all runners');
  });

  it('end with the outcome, the skew and each runner\'s own VUs', () => {
    expect(outcomeLines(passed, summaries).join('\n')).toMatch(/finished[^]*Passed[^]*skew {2}3 ms[^]*runner 1 .*vus 10[^]*runner 2 .*vus 10[^]*vus 20/);
  });

  it('tell the one answer of all runners: numbers, thresholds with what was observed, and what is missing', () => {
    const thresholds: NonNullable<RunStatus['thresholds']> = [
      { metric: 'checks', expression: 'rate==1', state: 'Failed', ok: false, observed: 10 / 11 }, { metric: 'none', expression: 'count>1', state: 'Pending' },
    ];
    expect(outcomeLines({ ...passed, thresholds }, []).slice(-4)).toEqual([
      'merged      http_reqs 11, 0.7/s, failed 9.09%, p95 12.3 ms, checks 10 of 11 (of 2 runners)',
      'threshold   checks rate==1: Failed, observed 0.909091', 'threshold   none count>1: Pending', 'note        a runner was silent',
    ]);
    expect(outcomeLines({ stage: 'error' }, []).at(-1)).toBe('all         vus 0');
  });

  it('give the reason of every condition and failure', () => {
    const status: RunStatus = {
      conditions: [condition('Passed', 'False', 'OOMKilled', 'too big')],
      failures: [{ runner: 3, reason: 'ScriptException', exitCode: 107, message: 'threw' }],
    };
    expect(conditionLines(status)).toEqual(['Passed=False OOMKilled: too big', 'runner 3: ScriptException (107): threw']);
  });
});
