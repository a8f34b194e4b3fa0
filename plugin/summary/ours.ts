import type { Bracket } from '../../api/status.ts';
import type { MergedSummary, RunnerShare } from '../../api/summary/merged.ts';
import type { K6Paint } from '../output/paint.ts';
import { statText } from './metriclines.ts';
import { sectionsOf } from './sections.ts';
import { statOf } from './thresholdlines.ts';

/** Lines of a kind, beyond which the rest is only counted. */
const most = 12;

/** What k6's own summary has no place for: how many runners are in it, what of it is not exact and how far, and what is missing. */
export function distributedText(summary: MergedSummary, paint: K6Paint): string {
  const { runners, notes } = summary.distributed;
  const reported = runners.filter((runner) => runner.reported).length;
  const lines = [
    ...(runners.length === 0 ? [] : [`${reported} of ${runners.length} ${runners.length === 1 ? 'runner' : 'runners'} told their final numbers`]),
    ...atMost(runners.filter((runner) => !runner.reported).map(missingLine), 'runners'),
    ...undecided(summary, paint),
    ...atMost(boundLines(summary), 'metrics'),
    ...notes.map((note) => `note: ${note}`),
  ];
  return lines.length === 0 ? '' : [`  █ ${paint('title', 'RUNNERS')} `, '', ...lines.map((line) => `    ${line}`)].join('\n');
}

function missingLine({ runner, why }: RunnerShare): string {
  return `runner ${runner} did not${why === undefined ? '' : `: ${why}`}`;
}

function atMost(lines: readonly string[], what: string): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `and ${lines.length - most} more ${what}: see -o json`];
}

/** Thresholds whose limit lies inside the bound of what was observed. */
function undecided({ metrics, options, distributed }: MergedSummary, paint: K6Paint): string[] {
  return distributed.thresholds.filter(({ state }) => state === 'Indeterminate').map(({ metric, expression, ok, errorBound }) => {
    const where = errorBound === undefined ? '' : `: ${statOf(expression)} ${liesIn(metrics[metric], statOf(expression), errorBound, options.summaryTimeUnit)}`;
    return `${paint('source', '±')} '${expression}' of ${metric} is too close to call${where}; counted as ${ok === false ? 'failed' : 'passed'}`;
  });
}

/** One line for each metric that is shown, with the stats that are; what is exact to the last digit shown has none. */
function boundLines({ metrics, options, distributed: { errorBounds } }: MergedSummary): string[] {
  return sectionsOf(metrics).flatMap(({ metrics: shown }) => shown).flatMap((metric) => {
    const bounds = options.summaryTrendStats.flatMap((stat) => {
      const bound = errorBounds[metric.name]?.[stat];
      const text = bound && liesIn(metric, stat, bound, options.summaryTimeUnit);
      return text === undefined ? [] : [`${stat} ${text}`];
    });
    return bounds.length === 0 ? [] : [`${metric.name}: ${bounds.join(', ')}`];
  });
}

function liesIn(metric: MergedSummary['metrics'][string] | undefined, stat: string, { low, high }: Bracket, timeUnit: string): string | undefined {
  const [from, to] = metric === undefined ? [String(low), String(high)] : [statText(metric, stat, low, timeUnit), statText(metric, stat, high, timeUnit)];
  return from === to ? undefined : `lies in ${from}–${to}`;
}
