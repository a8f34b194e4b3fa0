import { describe, expect, it } from '@jest/globals';
import { noPaint } from '../../../plugin/output/paint.ts';
import { table } from '../../../plugin/output/table.ts';
import { haveFigures, row, rowHeaders, type RowOptions } from '../../../plugin/view/rows.ts';
import { now } from '../../builders/run.ts';
import { numbers, over, shownRun } from './runs.ts';

const runners = { total: 2, ready: 0, running: 0, succeeded: 1, failed: 1, readyTotal: '0/2' };
const failed = shownRun(over({ result: 'ThresholdsFailed', exitCode: 99, runners }));
const pending = { ...shownRun(), kind: 'TestRun' as const };

function shown(options: Partial<RowOptions>): string[] {
  const all: RowOptions = { now, wide: false, namespaces: false, paint: noPaint, ...options };
  return table(rowHeaders(all), [failed, pending].map((run) => row(run, all)));
}

describe('row', () => {
  it('has the verdict, the stage and the age, and a TestRun by the name that commands take', () => {
    expect(shown({})).toEqual([
      'NAME                VERDICT            STAGE      RUNNERS   AGE   WHY',
      'k6-sample           ThresholdsFailed   finished   0/2       2m',
      'testrun/k6-sample   Pending                                 2m',
    ]);
  });

  it('tells exit code, skew, duration and why when it may be wide, and the namespace of many', () => {
    expect(shown({ wide: true, namespaces: true })).toEqual([
      'NAMESPACE   NAME                VERDICT            STAGE      RUNNERS   AGE   EXIT   SKEW    RAN   WHY',
      'default     k6-sample           ThresholdsFailed   finished   0/2       2m    99     3.3ms   1m    ThresholdsFailed: a threshold failed',
      'default     testrun/k6-sample   Pending                                 2m                         the operator has not looked at it yet; if it stays so: kubectl k6 doctor',
    ]);
  });

  it('tells requests, failed ones and p95 where it may be wide and one of the runs has them', () => {
    const measured = shownRun(over({ result: 'Passed', exitCode: 0, runners, summary: numbers({ final: true }) }, 'True', 'ThresholdsPassed', 'all well'));
    const options: RowOptions = { now, wide: true, namespaces: false, figures: haveFigures([measured, pending]), paint: noPaint };
    expect(table(rowHeaders(options), [measured, pending].map((run) => row(run, options)))).toEqual([
      'NAME                VERDICT   STAGE      RUNNERS   AGE   EXIT   SKEW    RAN   REQUESTS   FAILED   P95        WHY',
      'k6-sample           Passed    finished   0/2       2m    0      3.3ms   1m    200        1.23%    148.21ms   ThresholdsPassed: all well',
      'testrun/k6-sample   Pending                        2m                                                        the operator has not looked at it yet; if it stays so: kubectl k6 doctor',
    ]);
    expect(rowHeaders({ ...options, wide: false })).not.toContain('REQUESTS');
    expect(haveFigures([failed, pending])).toBe(false);
  });
});
