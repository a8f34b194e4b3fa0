import { gridPercentiles } from '../../../api/summary/trendstats.ts';
import { Buckets } from '../../../controller/merge/buckets.ts';
import type { RunnerExport, Series, TrendSeries } from '../../../controller/merge/types.ts';

/** A generator of numbers from 0 to 1 that gives the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** k6's quantile of samples, by its documented definition. */
export function trueQuantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(rank)] ?? Number.NaN) - below) * (rank - Math.floor(rank));
}

/** What a runner's export says of its samples. */
export function trendOf(samples: readonly number[], percentiles: readonly number[] = gridPercentiles): TrendSeries {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (rank: number): number => sorted[rank] ?? Number.NaN;
  const quantile = (share: number): number => {
    const rank = share * (sorted.length - 1);
    return at(Math.floor(rank)) + (at(Math.ceil(rank)) - at(Math.floor(rank))) * (rank - Math.floor(rank));
  };
  const shares = [0, ...percentiles.map((percentile) => percentile / 100), 1];
  return {
    type: 'trend',
    contains: 'time',
    count: sorted.length,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    min: at(0),
    max: at(sorted.length - 1),
    grids: [{ count: sorted.length, points: shares.map((share) => ({ share, value: quantile(share) })) }],
  };
}

/** The bucket of each sample, at a scale of its own. */
export function bucketsOf(samples: readonly number[], scaleOf: (at: number) => number): Buckets {
  const buckets = new Buckets();
  for (const [at, value] of samples.entries()) {
    const scale = scaleOf(at);
    if (value === 0) buckets.addPoint({ scale, zeroCount: 1, offset: 0, counts: [] });
    else buckets.addPoint({ scale, zeroCount: 0, offset: Math.ceil(Math.log2(value) * 2 ** scale) - 1, counts: [1] });
  }
  return buckets;
}

export function exportOf(runner: number, metrics: Record<string, Series>, more: Partial<RunnerExport> = {}): RunnerExport {
  return { runner, durationMilliseconds: 10_000, metrics: new Map(Object.entries(metrics)), groups: [''], checks: new Map(), ...more };
}
