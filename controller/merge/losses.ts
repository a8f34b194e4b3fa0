import { parseMetricName } from './names.ts';
import type { RunnerExport, Series, StreamData } from './types.ts';

/** How the stream compares with the final summaries of those runners that have one. */
export interface Losses {
  /** Whether the stream heard of a metric what every runner counted: then its buckets are those of all samples. */
  heardAll: (metric: string) => boolean;
  /** A share of 1 of all samples of metrics that the stream knows. */
  lost: number;
  /** The same of samples that the stream has and the runners have not, as after an export that came twice. */
  added: number;
  /** Counters, without sub-metrics, of which the stream has another sum than the runners. */
  counters: string[];
  /** 1-based, ascending: whose samples and sums they were. */
  runners: number[];
}

/** Sums of the same numbers in another order may differ in their last digits. */
const relativeTolerance = 1e-9;

/** Holds the samples that the stream counted for each runner against those that the runners counted themselves. */
export function compareCounts(exports: readonly RunnerExport[], stream: StreamData): Losses {
  const differing = new Set<string>();
  const runners = new Set<number>();
  let [told, lost, added] = [0, 0, 0];
  for (const pair of pairs(exports, stream)) {
    const { name, runner, sums, counted, heard } = pair;
    const differ = differs(pair);
    if (differ) differing.add(name);
    /* A sub-metric's samples are those of the metric, once more. */
    if (isSubMetric(name)) continue;
    if (differ) runners.add(runner);
    if (sums) continue;
    told += counted;
    lost += Math.max(0, counted - heard);
    added += Math.max(0, heard - counted);
  }
  return {
    heardAll: (metric) => stream.metrics.has(metric) && !differing.has(metric),
    lost: told === 0 ? 0 : lost / told,
    added: told === 0 ? 0 : added / told,
    counters: [...differing].filter((name) => stream.metrics.get(name)?.type === 'counter' && !isSubMetric(name)).toSorted(),
    runners: [...runners].toSorted((a, b) => a - b),
  };
}

interface Pair {
  name: string;
  runner: number;
  /** Whether both are sums of values, not numbers of samples. */
  sums: boolean;
  counted: number;
  heard: number;
}

function differs({ sums, counted, heard }: Pair): boolean {
  const tolerance = sums ? relativeTolerance * Math.max(Math.abs(counted), Math.abs(heard)) : 0;
  return Math.abs(counted - heard) > tolerance;
}

function isSubMetric(name: string): boolean {
  return parseMetricName(name).tags !== undefined;
}

/** Samples of trends and rates, sums of counters, by metric and runner. */
function* pairs(exports: readonly RunnerExport[], stream: StreamData): Generator<Pair> {
  for (const [name, { type }] of stream.metrics) {
    if (type === 'gauge') continue;
    for (const { runner, metrics } of exports) {
      yield { name, runner, sums: type === 'counter', counted: countedIn(metrics.get(name)), heard: stream.runners.get(runner)?.counts.get(name) ?? 0 };
    }
  }
}

function countedIn(series: Series | undefined): number {
  if (series?.type === 'trend') return series.count;
  if (series?.type === 'counter') return series.sum;
  return series?.type === 'rate' ? series.total : 0;
}
