import { metricTypes, type Contains } from '../../api/summary/merged.ts';
import { Buckets } from './buckets.ts';
import { identity, parseMetricName } from './names.ts';
import type { CheckCount, Checks, GaugeSeries, Metrics, RunnerExport, Series, TrendSeries } from './types.ts';

/** What several runners' summaries say together. */
export interface Merged {
  metrics: Metrics;
  checks: Checks;
  groups: string[];
  /** Of the runner that took longest; 0 where none tells. */
  durationMilliseconds: number;
}

/** Gauges of what each runner has a part of; of any other gauge all runners see the same thing. */
const summedGauges: ReadonlySet<string> = new Set(['vus', 'vus_max']);

/** All runners' summaries in one. Any order, and any way of merging some of them first, gives the same. */
export function mergeExports(exports: readonly RunnerExport[]): Merged {
  const checks: Checks = new Map();
  const groups = new Set<string>();
  for (const one of exports) {
    for (const path of one.groups) groups.add(path);
    for (const [path, count] of one.checks) checks.set(path, addChecks(checks.get(path), count));
  }
  return {
    metrics: mergeMetrics(exports.map(({ metrics }) => metrics)),
    checks: new Map([...checks].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    groups: [...groups].toSorted(),
    durationMilliseconds: exports.reduce((longest, one) => Math.max(longest, one.durationMilliseconds), 0),
  };
}

/** All metrics in one, sorted by name. Of two spellings of one sub-metric's tags the first by the alphabet is kept. */
export function mergeMetrics(all: readonly Metrics[]): Metrics {
  const found = new Map<string, { name: string; parts: Series[] }>();
  const identities = new Map<string, string>();
  for (const metrics of all) {
    for (const [name, series] of metrics) {
      const id = identities.get(name) ?? identity(name);
      identities.set(name, id);
      const known = found.get(id) ?? { name, parts: [] };
      if (name < known.name) known.name = name;
      known.parts.push(series);
      found.set(id, known);
    }
  }
  const merged = [...found.values()].flatMap(({ name, parts }): [string, Series][] => {
    const series = mergeAll(parts, name);
    return series === undefined ? [] : [[name, series]];
  });
  return new Map(merged.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Two runners' series of one metric in one. Where they are of different types, which takes different scripts, nothing sensible can be told: the type
 * that comes first in `metricTypes` is kept.
 * @param name decides how gauges are merged: those of VUs are summed
 */
export function mergeSeries<T extends Series>(a: T, b: T, name: string): T {
  return (mergeAll([a, b], name) ?? a) as T;
}

function mergeAll(all: readonly Series[], name: string): Series | undefined {
  const type = metricTypes.find((candidate) => all.some((series) => series.type === candidate));
  const parts = all.filter((series) => series.type === type);
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  if (first.type === 'rate') {
    const rates = parts.filter((part) => part.type === 'rate');
    return { type: 'rate', passes: sumOf(rates.map(({ passes }) => passes)), total: sumOf(rates.map(({ total }) => total)) };
  }
  if (first.type === 'gauge') return mergeGauges(parts.filter((part) => part.type === 'gauge'), summedGauges.has(parseMetricName(name).base));
  if (first.type === 'trend') return mergeTrends(parts.filter((part) => part.type === 'trend'));
  const counters = parts.filter((part) => part.type === 'counter');
  return { type: 'counter', contains: containsOf(counters), sum: sumOf(counters.map(({ sum }) => sum)) };
}

function mergeGauges(gauges: readonly GaugeSeries[], summed: boolean): GaugeSeries {
  const [values, mins, maxes] = (['value', 'min', 'max'] as const).map((key) => gauges.map((gauge) => gauge[key])) as [number[], number[], number[]];
  const common = { type: 'gauge', contains: containsOf(gauges) } as const;
  if (summed) return { ...common, value: sumOf(values), min: sumOf(mins), max: sumOf(maxes) };
  return { ...common, value: largest(values), min: smallest(mins), max: largest(maxes) };
}

function mergeTrends(trends: readonly TrendSeries[]): TrendSeries {
  const buckets = trends.flatMap((trend) => trend.buckets ?? []);
  const merged: TrendSeries = {
    type: 'trend',
    contains: containsOf(trends),
    count: sumOf(trends.map(({ count }) => count)),
    sum: sumOf(trends.map(({ sum }) => sum)),
    min: smallest(trends.map(({ min }) => min)),
    max: largest(trends.map(({ max }) => max)),
    grids: trends.flatMap(({ grids }) => grids),
  };
  if (buckets.length === 0) return merged;
  const all = new Buckets();
  for (const some of buckets) all.addAll(some);
  return { ...merged, buckets: all };
}

/** What any of them knows of the metric; `default` is what is said where nothing is known. */
function containsOf(series: readonly { contains: Contains }[]): Contains {
  return series.map(({ contains }) => contains).filter((contains) => contains !== 'default').toSorted()[0] ?? 'default';
}

function addChecks(a: CheckCount | undefined, b: CheckCount): CheckCount {
  return { passes: (a?.passes ?? 0) + b.passes, fails: (a?.fails ?? 0) + b.fails };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
