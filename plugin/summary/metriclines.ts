import type { K6Paint } from '../output/paint.ts';
import { humanize } from './humanize.ts';
import type { NamedMetric } from './sections.ts';

export interface LineOptions {
  trendStats: readonly string[];
  timeUnit: string;
  paint: K6Paint;
}

/** One metric, as texts without colours that are to be aligned with those of the others. */
interface Cells {
  name: string;
  trend: boolean;
  /** Of a trend one for each stat; else the value, and what stands behind it. */
  cells: string[];
}

/** Lines of metrics that are aligned with each other, by name; the names are filled up with dots, three at least. */
export function metricLines(metrics: readonly NamedMetric[], options: LineOptions): Map<string, string> {
  const all = metrics.map((metric): Cells => ({ name: displayName(metric.name), trend: metric.type === 'trend', cells: cellsOf(metric, options) }));
  const names = Math.max(...all.map(({ name }) => width(name)));
  const widths = { trend: columnWidths(all, true), other: columnWidths(all, false) };
  return new Map(all.map(({ name, trend, cells }, at) => {
    const dots = options.paint('leader', `${'.'.repeat(names - width(name) + 3)}:`);
    const data = trend ? trendText(cells, widths.trend, options) : plainText(cells, widths.other, options);
    return [metrics[at]?.name ?? '', `${name}${dots} ${data}`];
  }));
}

/** `{ tag:value }` of a sub-metric, set in under the metric's own line. */
function displayName(name: string): string {
  const at = name.indexOf('{');
  return at < 0 ? name : `  { ${name.slice(at + 1, -1)} }`;
}

/** Characters that a terminal shows, as k6 counts them. */
function width(text: string): number {
  return Array.from(text.normalize('NFKC')).length;
}

function columnWidths(all: readonly Cells[], trends: boolean): number[] {
  const widths: number[] = [];
  for (const { trend, cells } of all) {
    if (trend === trends) for (const [at, cell] of cells.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  }
  return widths;
}

function padding(cell: string, columns: readonly number[], at: number): string {
  return ' '.repeat((columns[at] ?? 0) - width(cell));
}

function trendText(cells: readonly string[], columns: readonly number[], { trendStats, paint }: LineOptions): string {
  return cells.map((cell, at) => `${trendStats[at] ?? ''}=${paint('value', cell)}${padding(cell, columns, at)}`).join(' ');
}

/** A single cell behind the value is the last of its line, and not filled up. */
function plainText([value = '', ...extras]: readonly string[], [valueWidth = 0, ...columns]: readonly number[], { paint }: LineOptions): string {
  const main = paint('value', value) + padding(value, [valueWidth], 0);
  return [main, ...extras.map((extra, at) => paint('extra', extra) + (extras.length === 1 ? '' : padding(extra, columns, at)))].join(' ');
}

function cellsOf(metric: NamedMetric, { trendStats, timeUnit }: LineOptions): string[] {
  const { values } = metric;
  const text = (stat: string): string => statText(metric, stat, values[stat], timeUnit);
  switch (metric.type) {
    case 'trend': return trendStats.map(text);
    case 'counter': return [text('count'), text('rate')];
    case 'gauge': return [text('value'), `min=${text('min')}`, `max=${text('max')}`];
    case 'rate': return [text('rate'), outOf(values)];
  }
}

function outOf({ passes, fails }: Record<string, number>): string {
  return passes === undefined || fails === undefined ? '-' : `${passes} out of ${passes + fails}`;
}

/** One stat of a metric in its unit; `-` where it is not known. */
export function statText(metric: Pick<NamedMetric, 'type' | 'contains'>, stat: string, value: number | undefined, timeUnit: string): string {
  if (value === undefined) return '-';
  if (metric.type === 'trend' && stat === 'count') return String(value);
  return `${humanize(value, metric, timeUnit)}${metric.type === 'counter' && stat === 'rate' ? '/s' : ''}`;
}
