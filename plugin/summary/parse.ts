import { arrayOr, isObject, objectOr, type JsonObject } from '../../api/json.ts';
import { summarySources, thresholdStates, type Bracket, type ThresholdStatus } from '../../api/status.ts';
import { defaultTrendStats } from '../../api/summary/trendstats.ts';
import { metricTypes, type MergedSummary, type RunnerShare, type SummaryCheck, type SummaryGroup, type SummaryMetric } from '../../api/summary/merged.ts';

/**
 * Reads `summary.json`, whoever wrote it: what is missing is taken as empty, and what is of another type than agreed is left out, so that the
 * summary of a newer or older operator is shown as far as it is understood. Undefined for what is no such summary at all.
 */
export function parseSummary(text: string): MergedSummary | undefined {
  const whole = jsonObject(text);
  if (!isObject(whole?.['metrics'])) return undefined;
  const [options, state] = [objectOr(whole['options']), objectOr(whole['state'])];
  const stats = texts(options['summaryTrendStats']);
  const metrics = metricsOf(whole['metrics']);
  return {
    root_group: groupOf(objectOr(whole['root_group'])),
    options: {
      summaryTrendStats: stats.length === 0 ? [...defaultTrendStats] : stats, summaryTimeUnit: textOr(options['summaryTimeUnit']), noColor: options['noColor'] === true,
    },
    state: { isStdOutTTY: state['isStdOutTTY'] === true, isStdErrTTY: state['isStdErrTTY'] === true, testRunDurationMs: numberOr(state['testRunDurationMs']) },
    metrics,
    distributed: distributedOf(objectOr(whole['distributed']), metrics),
  };
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function groupOf(group: JsonObject): SummaryGroup {
  return { ...namesOf(group), groups: objects(group['groups']).map(groupOf), checks: objects(group['checks']).map(checkOf) };
}

function checkOf(check: JsonObject): SummaryCheck {
  return { ...namesOf(check), passes: numberOr(check['passes']), fails: numberOr(check['fails']) };
}

function namesOf({ name, path, id }: JsonObject): Record<'name' | 'path' | 'id', string> {
  return { name: textOr(name), path: textOr(path), id: textOr(id) };
}

/** Without a prototype: a metric or threshold may well be called `constructor`, and is not there where nobody gave it. */
function record<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}

function metricsOf(metrics: JsonObject): Record<string, SummaryMetric> {
  return record(Object.entries(metrics).flatMap(([name, metric]): [string, SummaryMetric][] => {
    const { type, contains, values, thresholds } = objectOr(metric);
    const known = metricTypes.find((one) => one === type);
    if (known === undefined) return [];
    const judged = Object.entries(objectOr(thresholds)).map(([expression, judgement]) => [expression, { ok: objectOr(judgement)['ok'] !== false }] as const);
    return [[name, {
      type: known, contains: contains === 'time' || contains === 'data' ? contains : 'default', values: numbersOf(values),
      ...(judged.length > 0 && { thresholds: record(judged) }),
    }]];
  }));
}

function distributedOf(distributed: JsonObject, metrics: Record<string, SummaryMetric>): MergedSummary['distributed'] {
  const { k6Version, thresholds, errorBounds, source } = distributed;
  return {
    name: textOr(distributed['name']), namespace: textOr(distributed['namespace']), uid: textOr(distributed['uid']),
    ...(typeof k6Version === 'string' && { k6Version }),
    runners: objects(distributed['runners']).map(runnerOf),
    thresholds: Array.isArray(thresholds) ? objects(thresholds).map(thresholdOf) : ofMetrics(metrics),
    errorBounds: record(Object.entries(objectOr(errorBounds)).map(([metric, bounds]) => [metric, boundsOf(objectOr(bounds))] as const)),
    source: summarySources.find((one) => one === source) ?? 'Summaries',
    notes: texts(distributed['notes']),
  };
}

function runnerOf(runner: JsonObject): RunnerShare {
  const { runner: index, reported, why } = runner;
  return { ...numbersOf(runner), runner: numberOr(index), reported: reported !== false, ...(typeof why === 'string' && { why }) };
}

function thresholdOf(threshold: JsonObject): ThresholdStatus {
  const { metric, expression, ok, observed, errorBound, state } = threshold;
  const bound = bracketOf(errorBound);
  return {
    metric: textOr(metric), expression: textOr(expression),
    state: thresholdStates.find((one) => one === state) ?? (ok === false ? 'Failed' : 'Passed'),
    ...(typeof ok === 'boolean' && { ok }), ...(typeof observed === 'number' && { observed }), ...(bound !== undefined && { errorBound: bound }),
  };
}

/** Thresholds as k6 itself gives them to `handleSummary()`. */
function ofMetrics(metrics: Record<string, SummaryMetric>): ThresholdStatus[] {
  return Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) => (
    Object.entries(thresholds).map(([expression, { ok }]) => ({ metric, expression, ok, state: ok ? 'Passed' : 'Failed' }))
  ));
}

function boundsOf(bounds: JsonObject): Record<string, Bracket> {
  return record(Object.entries(bounds).flatMap(([stat, bound]) => {
    const bracket = bracketOf(bound);
    return bracket === undefined ? [] : [[stat, bracket] as const];
  }));
}

function bracketOf(value: unknown): Bracket | undefined {
  const { low, high } = objectOr(value);
  return typeof low === 'number' && typeof high === 'number' ? { low, high } : undefined;
}

function numbersOf(value: unknown): Record<string, number> {
  return record(Object.entries(objectOr(value)).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

function objects(value: unknown): JsonObject[] {
  return arrayOr(value).filter(isObject);
}

function texts(value: unknown): string[] {
  return arrayOr(value).filter((text) => typeof text === 'string');
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOr(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
