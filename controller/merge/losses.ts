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
  /** 1-based, ascending: whose samples they were. */
  runners: number[];
}

/** Holds the samples that the stream counted for each runner against those that the runners counted themselves. */
export function compareCounts(exports: readonly RunnerExport[], stream: StreamData): Losses {
  const differing = new Set<string>();
  const runners = new Set<number>();
  let [told, lost, added] = [0, 0, 0];
  for (const { name, runner, counted, heard } of pairs(exports, stream)) {
    if (counted !== heard) differing.add(name);
    /* A sub-metric's samples are those of the metric, once more. */
    if (parseMetricName(name).tags !== undefined) continue;
    told += counted;
    lost += Math.max(0, counted - heard);
    added += Math.max(0, heard - counted);
    if (counted !== heard) runners.add(runner);
  }
  return {
    heardAll: (metric) => stream.metrics.has(metric) && !differing.has(metric),
    lost: told === 0 ? 0 : lost / told,
    added: told === 0 ? 0 : added / told,
    runners: [...runners].toSorted((a, b) => a - b),
  };
}

interface Pair {
  name: string;
  runner: number;
  counted: number;
  heard: number;
}

/** Samples of trends and rates, by metric and runner. Of a counter only the sum is known, which need not be a whole number. */
function* pairs(exports: readonly RunnerExport[], stream: StreamData): Generator<Pair> {
  for (const [name, { type }] of stream.metrics) {
    if (type !== 'trend' && type !== 'rate') continue;
    for (const { runner, metrics } of exports) {
      yield { name, runner, counted: samplesOf(metrics.get(name)), heard: stream.runners.get(runner)?.counts.get(name) ?? 0 };
    }
  }
}

function samplesOf(series: Series | undefined): number {
  if (series?.type === 'trend') return series.count;
  return series?.type === 'rate' ? series.total : 0;
}
