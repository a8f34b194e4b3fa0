import type { Bracket } from '../../api/status.ts';
import { Ranks, type Steps } from './ranks.ts';
import type { Grid, TrendSeries } from './types.ts';

export interface Quantile {
  value: number;
  /** What the true value surely lies in, but for the noise of floating point (1e-9 of the value); absent where `value` is exact. */
  bound?: Bracket;
}

/** Quantiles of one trend, which is sorted once, when the first is asked for. */
export interface Quantiles {
  /** @param share 0 to 1 */
  at: (share: number) => Quantile;
}

/**
 * The quantile of all samples of a trend, by k6's own definition (k6 v1.8.1, `TrendSink.P`): linear between the two samples next to rank
 * `share * (count - 1)`. In the trend's unit; of a trend without samples 0, as k6 has it.
 * @param share 0 to 1
 */
export function quantile(trend: TrendSeries, share: number): Quantile {
  return quantiles(trend).at(share);
}

/** The same for several shares of a trend that stays as it is meanwhile. */
export function quantiles(trend: TrendSeries): Quantiles {
  const known = new Map<number, Quantile>();
  let sources: Ranks[] | undefined;
  const find = (share: number): Quantile => {
    if (trend.count <= 0) return { value: 0 };
    const exact = exactPoint(trend, share);
    if (exact !== undefined) return { value: exact };
    sources ??= [ranksOfGrids(trend), ranksOfBuckets(trend)].filter((ranks) => ranks !== undefined);
    return narrowest(sources, trend, share);
  };
  return {
    at: (share) => {
      const found = known.get(share) ?? find(share);
      known.set(share, found);
      return found;
    },
  };
}

function exactPoint({ count, min, max, grids }: TrendSeries, share: number): number | undefined {
  if (share <= 0) return min;
  if (share >= 1) return max;
  const [grid] = grids;
  if (grid === undefined || grids.length > 1 || grid.count !== count) return undefined;
  return grid.points.find((point) => point.share === share)?.value;
}

/** Grids come first among the sources: where the two contradict each other, the stream is wrong. */
function narrowest(sources: readonly Ranks[], trend: TrendSeries, share: number): Quantile {
  const rank = share * (trend.count - 1);
  let bound: Bracket = { low: trend.min, high: trend.max };
  let guess: { value: number; width: number } | undefined;
  for (const ranks of sources) {
    const own = bracket(ranks, trend, rank);
    const both = { low: Math.max(own.low, bound.low), high: Math.min(own.high, bound.high) };
    if (both.low > both.high) continue;
    bound = both;
    const width = own.high - own.low;
    if (guess === undefined || width < guess.width) guess = { value: ranks.estimate(rank) ?? own.low, width };
  }
  if (bound.low === bound.high) return { value: bound.low };
  return { value: Math.min(Math.max(guess?.value ?? (bound.low + bound.high) / 2, bound.low), bound.high), bound };
}

/** Both samples next to the rank are bounded by themselves; what lies between them lies between their bounds. */
function bracket(ranks: Ranks, { min, max }: TrendSeries, rank: number): Bracket {
  const [below, above] = [Math.floor(rank), Math.ceil(rank)];
  const part = rank - below;
  const mix = (one: number, other: number): number => (one === other ? one : one + (other - one) * part);
  const clamp = (value: number): number => Math.min(Math.max(value, min), max);
  return {
    low: mix(clamp(ranks.low(below) ?? min), clamp(ranks.low(above) ?? min)),
    high: mix(clamp(ranks.high(below) ?? max), clamp(ranks.high(above) ?? max)),
  };
}

/**
 * Of a runner with n samples whose quantile at share q is x, floor(q(n-1)) + 1 samples at least are at most x, and ceil(q(n-1)) at most are less: x lies
 * between the two samples next to the rank. q(n-1) comes out here bit by bit as in k6, so no slack is needed for it.
 */
function ranksOfGrids(trend: TrendSeries): Ranks | undefined {
  if (trend.grids.length === 0) return undefined;
  const unknown = trend.count - trend.grids.reduce((sum, { count }) => sum + count, 0);
  const size = trend.grids.reduce((sum, { points }) => sum + points.length, 2);
  const steps = newSteps(size);
  addUnknown(steps, trend, unknown);
  let at = 2;
  for (const grid of trend.grids) at = addGrid(steps, at, grid);
  return new Ranks(steps);
}

function addGrid({ values, least, most }: Steps, from: number, { count, points }: Grid): number {
  let surely = 0;
  for (const [at, { share, value }] of points.entries()) {
    const rank = share * (count - 1);
    const next = points[at + 1];
    values[from + at] = value;
    least[from + at] = Math.floor(rank) + 1 - surely;
    most[from + at] = (next === undefined ? count : Math.ceil(next.share * (count - 1))) - Math.ceil(rank);
    surely = Math.floor(rank) + 1;
  }
  return from + points.length;
}

/** The samples of a bucket are above its low edge and at most at its high one; those at zero may be negative ones too. */
function ranksOfBuckets(trend: TrendSeries): Ranks | undefined {
  if (trend.buckets === undefined) return undefined;
  const entries = [...trend.buckets.entries()];
  const steps = newSteps(entries.length * 2 + 2);
  addUnknown(steps, trend, trend.count - entries.reduce((sum, { count }) => sum + count, 0));
  for (const [at, { low, high, count }] of entries.entries()) {
    steps.values[at * 2 + 2] = Math.min(Math.max(high === 0 ? Math.min(0, trend.min) : low, trend.min), trend.max);
    steps.most[at * 2 + 2] = count;
    steps.values[at * 2 + 3] = Math.min(Math.max(high, trend.min), trend.max);
    steps.least[at * 2 + 3] = count;
  }
  return new Ranks(steps);
}

function newSteps(size: number): Steps {
  return { values: new Float64Array(size), least: new Float64Array(size), most: new Float64Array(size) };
}

/** Samples that the source does not hold, as those of a runner whose summary is missing, may be anywhere. Takes the first two places. */
function addUnknown({ values, least, most }: Steps, { min, max }: TrendSeries, count: number): void {
  values[0] = min;
  most[0] = Math.max(0, count);
  values[1] = max;
  least[1] = Math.max(0, count);
}
