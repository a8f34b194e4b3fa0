import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { MergedSummary } from '../../../api/summary/merged.ts';
import type { ThresholdStatus } from '../../../api/status.ts';
import { noK6Paint } from '../../../plugin/output/paint.ts';
import { parseSummary } from '../../../plugin/summary/parse.ts';
import { summaryText } from '../../../plugin/summary/text.ts';

/** Made by k6 v1.8.1 with `made/script.js`: what it gave to handleSummary(), and what it printed of the same run. */
function made(name: string): string {
  return readFileSync(join(import.meta.dirname, 'made', name), 'utf8');
}

/** A summary of k6's own, with its thresholds in the script's order and what only k6 itself knew. */
function summaryOf(name: string, observed: Record<string, number> = {}): MergedSummary {
  const summary = parseSummary(made(`${name}.json`));
  if (summary === undefined) throw new Error('no summary');
  const { thresholds } = summary.distributed;
  const order = ['p(95)<200', 'avg<1', 'p(99)<5000', 'count>1', 'rate>100000'];
  const rank = ({ expression }: ThresholdStatus): number => order.indexOf(expression);
  const inOrder = thresholds.toSorted((a, b) => rank(a) - rank(b)).map((threshold) => ({ ...threshold, ...observedOf(threshold) }));
  return { ...summary, distributed: { ...summary.distributed, thresholds: inOrder } };

  function observedOf({ expression }: ThresholdStatus): { observed?: number } {
    const value = observed[expression];
    return value === undefined ? {} : { observed: value };
  }
}

const withoutEdges = (text: string): string => text.replace(/^\n+|\n+$/g, '');

describe('the text of a summary', () => {
  it('is that of k6 itself, byte for byte: groups, checks, thresholds, all types of metrics, sub-metrics and sections', () => {
    expect(summaryText(summaryOf('default', { 'p(99)<5000': 36.53 }), noK6Paint)).toBe(withoutEdges(made('default.txt')));
  });

  it('is that of k6 itself with other trend stats and another time unit', () => {
    expect(summaryText(summaryOf('microseconds', { 'p(95)<100': 0 }), noK6Paint)).toBe(withoutEdges(made('microseconds.txt')));
  });

  it('says what a threshold saw where the metric does not show that stat', () => {
    const summary = summaryOf('default', { 'p(99)<5000': 123.456 });
    expect(summaryText(summary, noK6Paint)).toContain("    ✓ 'p(99)<5000' p(99)=123.45ms\n");
  });

  it('says of a threshold without any sample that there is no value, and counts it as passed', () => {
    const summary = summaryOf('default');
    const thresholds: ThresholdStatus[] = [{ metric: 'nothing', expression: 'p(95)<1', state: 'Pending' }];
    expect(summaryText({ ...summary, distributed: { ...summary.distributed, thresholds } }, noK6Paint)).toContain("    nothing\n    ✓ 'p(95)<1' no value\n");
  });

  it('marks colours by what they mean, and loses nothing else with them', () => {
    const summary = summaryOf('default', { 'p(99)<5000': 36.53 });
    const painted = summaryText(summary, (tone, text) => `<${tone}>${text}</>`);
    expect(painted).toContain("<pass>✓</> <source>'p(95)<200'</> <source>p(95)</>=<value>35.82ms</>");
    expect(painted).toContain('orders<leader>.........................:</> <value>36</>      <extra>20.307754/s</>');
    expect(painted.replaceAll(/<\/?(?:pass|fail|value|extra|source|leader|title)?>/g, '')).toBe(withoutEdges(made('default.txt')));
  });

  it('is the totals alone where there is nothing else', () => {
    expect(summaryText(parseSummary('{"metrics":{}}') as MergedSummary, noK6Paint)).toBe('  █ TOTAL RESULTS ');
  });
});
