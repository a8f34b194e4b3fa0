import type { ThresholdStatus } from '../../../api/status.ts';
import type { MergedSummary } from '../../../api/summary/merged.ts';
import { shownValue, unitOf, type Unit } from '../format.ts';

export interface ThresholdRow {
  metric: string;
  expression: string;
  /** `unknown`: the metric has no value, which k6 counts as passed. */
  state: 'passed' | 'failed' | 'indeterminate' | 'unknown';
  observed: string;
  /** What the value is known to lie in, or that it is exact. */
  bound: string;
  /** That it ends the run where it fails. */
  aborts: boolean;
}

/** The thresholds, those that failed first, then those that are not certain. */
export function thresholdRows({ distributed, metrics }: MergedSummary): ThresholdRow[] {
  const order = ['failed', 'indeterminate', 'unknown', 'passed'];
  return distributed.thresholds
    .map((one) => rowOf(one, unitFor(one, metrics)))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** A counter's rate and the count of a trend are not in the metric's own unit. */
function unitFor({ metric, expression }: ThresholdStatus, metrics: MergedSummary['metrics']): Unit {
  const found = metrics[metric] ?? metrics[metric.replace(/\{.*$/s, '')];
  if (found === undefined) return 'number';
  if (found.type === 'counter' && /^\s*rate/.test(expression)) return found.contains === 'data' ? 'speed' : 'rate';
  return found.type === 'trend' && /^\s*count/.test(expression) ? 'number' : unitOf(found.type, found.contains);
}

function rowOf({ metric, expression, state, ok, observed, errorBound, abortOnFail }: ThresholdStatus, unit: Unit): ThresholdRow {
  const exact = observed === undefined ? '–' : 'exact';
  const certain = ok === undefined ? 'unknown' : ok ? 'passed' : 'failed';
  return {
    metric, expression,
    state: state === 'Indeterminate' ? 'indeterminate' : certain,
    observed: observed === undefined ? 'no value' : shownValue(observed, unit),
    bound: errorBound === undefined ? exact : `${shownValue(errorBound.low, unit)} – ${shownValue(errorBound.high, unit)}`,
    aborts: abortOnFail === true,
  };
}
