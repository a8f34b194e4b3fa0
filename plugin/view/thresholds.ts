import type { ThresholdState, ThresholdStatus } from '../../api/status.ts';
import { humanize, plain, type Measure } from '../summary/humanize.ts';

/** A threshold as it stands, for a person. */
export interface ThresholdLine {
  state: ThresholdState;
  metric: string;
  expression: string;
  /** What was observed; of one that cannot be told for certain also within which bounds. Empty where there is no value yet. */
  observed: string;
}

/** So many are shown in any case; of more than that those that hold are only counted. */
const mostThresholds = 20;

/**
 * Those of the run, in the script's order.
 * @param whole all of them, however many there are
 */
export function thresholdLinesOf(thresholds: readonly ThresholdStatus[], whole: boolean): { lines: ThresholdLine[]; more: number } {
  const shown = whole || thresholds.length <= mostThresholds ? thresholds : thresholds.filter(({ state }) => state === 'Failed' || state === 'Indeterminate').slice(0, mostThresholds);
  return { lines: shown.map(lineOf), more: thresholds.length - shown.length };
}

function lineOf(threshold: ThresholdStatus): ThresholdLine {
  const { state, metric, expression } = threshold;
  return { state, metric, expression, observed: observedText(threshold) };
}

function observedText({ metric, expression, state, ok, observed, errorBound }: ThresholdStatus): string {
  if (observed === undefined) return '';
  const write = writerFor(metric, expression);
  if (state !== 'Indeterminate') return write(observed);
  const bound = errorBound === undefined ? '' : ` lies in ${write(errorBound.low)}–${write(errorBound.high)},`;
  return `${write(observed)}${bound} too close to call: counted as ${ok === false ? 'failed' : 'passed'}`;
}

function writerFor(metric: string, expression: string): (value: number) => string {
  const measure = measureOf(metric.split('{', 1)[0] ?? '');
  if (/^\s*count\b/.test(expression) && measure.type === 'trend') return (value) => plain(value, 6);
  const perSecond = /^\s*rate\b/.test(expression) && measure.type === 'counter' ? '/s' : '';
  return (value) => `${humanize(value, measure, '')}${perSecond}`;
}

/** The status does not say what a metric measures; of k6's own it is known, of the script's own the number stands alone. */
function measureOf(name: string): Measure {
  if (name === 'checks' || name.endsWith('http_req_failed')) return { type: 'rate', contains: 'default' };
  if (name === 'data_received' || name === 'data_sent') return { type: 'counter', contains: 'data' };
  if (['http_reqs', 'iterations', 'dropped_iterations'].includes(name)) return { type: 'counter', contains: 'default' };
  const isTime = /^(?:(?:browser_)?http_req_|iteration_duration$|group_duration$|grpc_req_duration$)/.test(name);
  return { type: 'trend', contains: isTime ? 'time' : 'default' };
}
