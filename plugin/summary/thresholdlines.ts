import type { ThresholdStatus } from '../../api/status.ts';
import type { MergedSummary, SummaryMetric } from '../../api/summary/merged.ts';
import { statText, type LineOptions } from './metriclines.ts';
import { parentOf, sortedByName, tagsOf } from './sections.ts';

/** Each metric that has thresholds, with what came of them; a sub-metric is set in under its metric where that has some as well. */
export function thresholdLines({ metrics, distributed: { thresholds } }: MergedSummary, options: LineOptions): string[] {
  const byMetric = Map.groupBy(thresholds, ({ metric }) => metric);
  return sortedByName([...byMetric.keys()]).flatMap((name) => {
    const inner = tagsOf(name) !== '' && byMetric.has(parentOf(name));
    const lines = [inner ? tagsOf(name) : name, ...(byMetric.get(name) ?? []).map((threshold) => thresholdLine(threshold, metrics[name], options))];
    return [...lines.map((line) => (inner ? `  ${line}` : line)), ''];
  });
}

function thresholdLine(threshold: ThresholdStatus, metric: SummaryMetric | undefined, { paint, timeUnit }: LineOptions): string {
  // k6 counts one whose metric has no value as passed.
  const sign = threshold.ok ?? true ? paint('pass', '✓') : paint('fail', '✗');
  const stat = statOf(threshold.expression);
  const value = metric?.values[stat] ?? threshold.observed;
  const text = metric === undefined || value === undefined ? value?.toString() : statText(metric, stat, value, timeUnit);
  const seen = text === undefined ? 'no value' : `${paint('source', stat)}=${paint('value', text)}`;
  return `${sign} ${paint('source', `'${threshold.expression.trim()}'`)} ${seen}`;
}

/** What a threshold is about: `p(95)` of `p(95)<200`. */
export function statOf(expression: string): string {
  return expression.split(/[<>=!]/, 1)[0]?.trim() ?? '';
}
