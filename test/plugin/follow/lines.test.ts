import { describe, expect, it } from '@jest/globals';
import { pacedLines } from '../../../plugin/follow/lines.ts';
import { started } from '../../builders/run.ts';
import { numbers, over, shownRun } from '../view/runs.ts';

describe('the lines for a log of a run that changes', () => {
  it('are another one for each change of state, with the numbers of then, and for numbers alone only now and then', () => {
    let clock = 0;
    const line = pacedLines(() => clock);
    const at = (milliseconds: number, vus: number | undefined, status = started()): string => {
      clock = milliseconds;
      const run = shownRun({ ...status, ...(vus !== undefined && { summary: numbers({ vus }) }) });
      return line({ run, jobs: [], pods: [], events: [] }).replace(/, 100 iterations.*$/, '');
    };
    expect([at(0, undefined), at(10, 1), at(20, 2), at(5_000, 3), at(5_010, 4), at(5_020, 5), at(5_030, 6, over({ result: 'Passed' }, 'True', 'ThresholdsPassed')), at(5_040, 7, over({ result: 'Passed' }, 'True', 'ThresholdsPassed'))]).toEqual([
      'k6/k6-sample Running | RunnersRunning: for a test',
      'k6/k6-sample Running | RunnersRunning: for a test | 1 VU',
      'k6/k6-sample Running | RunnersRunning: for a test | 1 VU',
      'k6/k6-sample Running | RunnersRunning: for a test | 1 VU',
      'k6/k6-sample Running | RunnersRunning: for a test | 4 VUs',
      'k6/k6-sample Running | RunnersRunning: for a test | 4 VUs',
      'k6/k6-sample Passed | ThresholdsPassed: a threshold failed | 6 VUs',
      'k6/k6-sample Passed | ThresholdsPassed: a threshold failed | 6 VUs',
    ]);
  });
});
