import { arrayOr, isObject, objectOr, own } from '../../api/json.ts';
import { maxThresholdsListed, type Bracket, type ThresholdStatus } from '../../api/status.ts';
import { k6Milliseconds } from './duration.ts';
import { allows, compare, parseExpression, type Expression } from './expression.ts';
import { byName, identity, parseMetricName, summaryName } from './names.ts';
import { quantiles, type Quantile, type Quantiles } from './quantile.ts';
import type { Metrics, Series, TrendSeries } from './types.ts';

/**
 * The script's thresholds from the JSON of `k6 inspect`, at most `maxThresholdsListed`, all still to be judged. Metrics have the names that k6's
 * summaries give them. What is no threshold is left out.
 */
export function parseThresholds(inspected: unknown): ThresholdStatus[] {
  const byMetric = Object.entries(objectOr(own(objectOr(inspected), 'thresholds')));
  const all = byMetric.flatMap(([metric, list]) => arrayOr(list).flatMap((one) => readThreshold(summaryName(metric), one)));
  return all.slice(0, maxThresholdsListed);
}

function readThreshold(metric: string, one: unknown): ThresholdStatus[] {
  if (typeof one === 'string') return [{ metric, expression: one, state: 'Pending' }];
  if (!isObject(one)) return [];
  const [expression, abortOnFail, delay] = ['threshold', 'abortOnFail', 'delayAbortEval'].map((key) => own(one, key));
  if (typeof expression !== 'string') return [];
  const delayAbortEval = typeof delay === 'number' ? `${delay}ms` : delay;
  return [{
    metric,
    expression,
    ...(abortOnFail === true && { abortOnFail }),
    ...(typeof delayAbortEval === 'string' && { delayAbortEval }),
    state: 'Pending',
  }];
}

/** The sub-metrics that k6 keeps for the thresholds, such as `http_req_duration{status:200}`; each once, however often its tags are spelt. */
export function subMetricsOf(thresholds: readonly ThresholdStatus[]): string[] {
  const names = thresholds.map(({ metric }) => summaryName(metric)).filter((name) => parseMetricName(name).tags !== undefined);
  return [...new Map(names.toReversed().map((name) => [identity(name), name])).values()].toReversed();
}

/** What a run has come to where thresholds are judged. */
export interface JudgeOptions {
  /**
   * True at the end of a run whose numbers are all there. A metric without samples then counts as 0, as k6 has it, and `p(90)>5` fails; while a run is on,
   * k6 leaves it alone.
   */
  final?: boolean;
}

/**
 * The thresholds, judged on merged metrics by k6's own rules (k6 v1.8.1, metrics/thresholds.go). All but percentiles are exact. A rate without samples, an
 * expression that k6 would not take, and one that asks for what the metric's type does not have, stay `Pending` without `ok`, which counts as passed.
 * @param durationMilliseconds for the rate of counters; where it is 0 they have none
 */
export function judgeThresholds(thresholds: readonly ThresholdStatus[], metrics: Metrics, durationMilliseconds: number, options: JudgeOptions = {}): ThresholdStatus[] {
  const prepared = new Map<TrendSeries, Quantiles>();
  const quantileOf = (trend: TrendSeries, share: number): Quantile => {
    const ready = prepared.get(trend) ?? quantiles(trend);
    prepared.set(trend, ready);
    return ready.at(share);
  };
  return thresholds.map((threshold) => {
    const asked = withoutVerdict(threshold);
    const parsed = parseExpression(threshold.expression);
    if (parsed === undefined) return asked;
    const series = byName(metrics, threshold.metric) ?? (options.final === true ? emptySeries(metrics, threshold.metric, parsed) : undefined);
    const seen = series && observe(series, parsed, { durationMilliseconds, quantileOf });
    return seen === undefined ? asked : { ...asked, ...judge(seen, parsed) };
  });
}

function withoutVerdict({ metric, expression, abortOnFail, delayAbortEval }: ThresholdStatus): ThresholdStatus {
  return { metric, expression, ...(abortOnFail !== undefined && { abortOnFail }), ...(delayAbortEval !== undefined && { delayAbortEval }), state: 'Pending' };
}

interface Means {
  durationMilliseconds: number;
  quantileOf: (trend: TrendSeries, share: number) => Quantile;
}

/** Undefined where there is nothing to observe, or where the metric's type does not have what is asked for. */
function observe(series: Series, expression: Expression, { durationMilliseconds, quantileOf }: Means): Quantile | undefined {
  if (!allows(series.type, expression)) return undefined;
  if (series.type === 'gauge') return { value: series.value };
  if (series.type === 'rate') return series.total > 0 ? { value: series.passes / series.total } : undefined;
  if (series.type === 'trend') return expression.share === undefined ? { value: plainStat(series, expression.aggregation) } : quantileOf(series, expression.share);
  if (expression.aggregation === 'count') return { value: series.sum };
  return durationMilliseconds > 0 ? { value: series.sum / (durationMilliseconds / 1000) } : undefined;
}

function plainStat({ count, sum, min, max }: TrendSeries, aggregation: Expression['aggregation']): number {
  if (aggregation === 'min') return min;
  if (aggregation === 'max') return max;
  return count > 0 ? sum / count : 0;
}

function judge({ value, bound }: Quantile, expression: Expression): Pick<ThresholdStatus, 'state' | 'ok' | 'observed' | 'errorBound'> {
  const ok = compare(value, expression);
  if (bound === undefined) return { state: ok ? 'Passed' : 'Failed', ok, observed: value };
  const state = decides(bound, expression) ? (ok ? 'Passed' : 'Failed') : 'Indeterminate';
  return { state, ok, observed: value, errorBound: bound };
}

/** Whether the comparison comes out the same everywhere in the bracket: where it does at both ends and the limit is not between them. */
function decides({ low, high }: Bracket, expression: Expression): boolean {
  const { limit } = expression;
  return compare(low, expression) === compare(high, expression) && !(low < limit && limit < high);
}

/** The metric of a threshold that was declared and never given a sample, as k6 shows it; undefined where its type is not known. */
export function emptySeriesFor(metrics: Metrics, { metric, expression }: ThresholdStatus): Series | undefined {
  const parsed = parseExpression(expression);
  return parsed && emptySeries(metrics, metric, parsed);
}

/** What k6 has of a metric that was declared and never given a sample. A custom metric's type shows in what is asked of it, but for `rate`. */
function emptySeries(metrics: Metrics, metric: string, { aggregation }: Expression): Series | undefined {
  const { base, tags } = parseMetricName(metric);
  const type = (tags === undefined ? undefined : metrics.get(base)?.type) ?? typeAsked(aggregation);
  if (type === undefined || type === 'rate') return undefined;
  if (type === 'counter') return { type, contains: 'default', sum: 0 };
  if (type === 'gauge') return { type, contains: 'default', value: 0, min: 0, max: 0 };
  return { type, contains: 'default', count: 0, sum: 0, min: 0, max: 0, grids: [] };
}

function typeAsked(aggregation: Expression['aggregation']): Series['type'] | undefined {
  if (aggregation === 'rate') return undefined;
  if (aggregation === 'count') return 'counter';
  return aggregation === 'value' ? 'gauge' : 'trend';
}

/**
 * The first threshold for which the run is to be ended: failed beyond doubt, with `abortOnFail`, and past its `delayAbortEval`.
 * @param elapsedMilliseconds since the run's start
 */
export function thresholdToAbort(judged: readonly ThresholdStatus[], elapsedMilliseconds: number): ThresholdStatus | undefined {
  return judged.find(({ state, ok, abortOnFail, delayAbortEval }) => {
    if (ok !== false || state !== 'Failed' || abortOnFail !== true) return false;
    return delayAbortEval === undefined || (k6Milliseconds(delayAbortEval) ?? 0) < elapsedMilliseconds;
  });
}
