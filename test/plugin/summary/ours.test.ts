import { describe, expect, it } from '@jest/globals';
import type { MergedSummary } from '../../../api/summary/merged.ts';
import { noK6Paint } from '../../../plugin/output/paint.ts';
import { distributedText } from '../../../plugin/summary/ours.ts';
import { parseSummary } from '../../../plugin/summary/parse.ts';

const trend = { type: 'trend', contains: 'time', values: { avg: 80, 'p(95)': 148.21 } };

function summaryOf(distributed: Partial<MergedSummary['distributed']>, metrics: object = { http_req_duration: trend, http_req_waiting: trend }): MergedSummary {
  return parseSummary(JSON.stringify({ metrics, options: { summaryTrendStats: ['avg', 'p(95)'] }, distributed })) as MergedSummary;
}

const lines = (distributed: Partial<MergedSummary['distributed']>, metrics?: object): string[] => distributedText(summaryOf(distributed, metrics), noK6Paint).split('\n');

describe('what a distributed run has beside k6\'s summary', () => {
  it('is how many runners are in it, and which are not', () => {
    expect(lines({ runners: [{ runner: 1, reported: true }, { runner: 2, reported: false, why: 'it was killed' }, { runner: 3, reported: false }] })).toEqual([
      '  █ RUNNERS ', '', '    1 of 3 runners told their final numbers', '    runner 2 did not: it was killed', '    runner 3 did not',
    ]);
  });

  it('is between what percentiles lie, where that is not the same to the last digit that is shown', () => {
    const errorBounds = { http_req_duration: { avg: { low: 80, high: 80.001 }, 'p(95)': { low: 147.9, high: 148.6 }, 'p(99)': { low: 1, high: 2 } }, http_req_waiting: { 'p(95)': { low: 1, high: 2 } } };
    expect(lines({ errorBounds }).slice(2)).toEqual(['    http_req_duration: p(95) lies in 147.9ms–148.6ms']);
  });

  it('is which thresholds are too close to call, and how they count', () => {
    const threshold = { metric: 'http_req_duration', expression: 'p(95)<148', state: 'Indeterminate', ok: false, observed: 148.21, errorBound: { low: 147.9, high: 148.6 } } as const;
    expect(lines({ thresholds: [threshold, { ...threshold, state: 'Failed' }] }).slice(2)).toEqual([
      '    ± \'p(95)<148\' of http_req_duration is too close to call: p(95) lies in 147.9ms–148.6ms; counted as failed',
    ]);
  });

  it('is what is missing or not exact, in the operator\'s own words', () => {
    expect(lines({ notes: ['one', 'two'] }).slice(2)).toEqual(['    note: one', '    note: two']);
  });

  it('stays short where there is much of it', () => {
    const runners = Array.from({ length: 30 }, (_, at) => ({ runner: at + 1, reported: false }));
    expect(lines({ runners }).slice(-2)).toEqual(['    runner 12 did not', '    and 18 more runners: see -o json']);
  });

  it('is nothing where there is nothing to say', () => {
    expect(lines({})).toEqual(['']);
  });
});
