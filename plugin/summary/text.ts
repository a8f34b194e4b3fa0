import type { MergedSummary } from '../../api/summary/merged.ts';
import type { K6Paint } from '../output/paint.ts';
import { checkLines } from './checklines.ts';
import { metricLines, type LineOptions } from './metriclines.ts';
import { sectionsOf } from './sections.ts';
import { thresholdLines } from './thresholdlines.ts';

/** What `k6 run` prints at its end, for the whole run: laid out as k6's compact summary (v1.8), without the empty lines around it. */
export function summaryText(summary: MergedSummary, paint: K6Paint): string {
  const { summaryTrendStats: trendStats, summaryTimeUnit: timeUnit } = summary.options;
  const options: LineOptions = { trendStats, timeUnit, paint };
  const thresholds = thresholdLines(summary, options);
  const sections = sectionsOf(summary.metrics);
  const lines = metricLines(sections.flatMap(({ metrics }) => metrics), options);
  return [
    ...(thresholds.length === 0 ? [] : [title('THRESHOLDS', paint), '', ...thresholds.map(indented), '']),
    title('TOTAL RESULTS', paint), '',
    ...checkLines(summary, options).map(indented),
    ...sections.flatMap(({ title: name, metrics }) => [indented(paint('title', name)), ...metrics.map((metric) => indented(lines.get(metric.name) ?? '')), '']),
  ].join('\n').replace(/\n+$/, '');
}

function title(name: string, paint: K6Paint): string {
  return `  █ ${paint('title', name)} `;
}

function indented(line: string): string {
  return line === '' ? '' : `    ${line}`;
}
