import type { Losses } from './losses.ts';
import type { Merged } from './merge.ts';
import type { CheckCount, Checks, GaugeSeries, RateSeries, RunnerStream, Series, StreamData, TrendSeries } from './types.ts';

/** The summaries with what the stream knows of runners that have none. */
export interface Streamed extends Merged {
  /** The trends, and `checks`, in which those runners' samples are not. */
  left: string[];
}

interface Heard {
  stream: StreamData;
  losses: Losses;
  /** 1-based: the runners without a summary that streamed something. */
  heard: readonly number[];
}

/**
 * Adds to the merged summaries what runners without one streamed. Their counters and rates are known for each of them. Of trends only the run as a whole
 * has values: it is taken where the stream lost nothing of the other runners, and the runners' samples are left out otherwise.
 */
export function withStreamed(merged: Merged, from: Heard): Streamed {
  const { stream, losses, heard } = from;
  const streams = heard.flatMap((runner) => stream.runners.get(runner) ?? []);
  const metrics = new Map(merged.metrics);
  const left: string[] = [];
  for (const [name, whole] of stream.metrics) {
    const own = merged.metrics.get(name);
    if (own !== undefined && own.type !== whole.type) continue;
    const united = unite(own, whole, { name, streams, lossless: own === undefined || losses.heardAll(name) });
    if (united === undefined) left.push(name);
    else metrics.set(name, united);
  }
  const allChecks = losses.heardAll('checks') || !merged.metrics.has('checks');
  if (!allChecks && stream.checks.size > 0) left.push('the checks by name');
  return {
    ...merged,
    metrics: new Map([...metrics].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    checks: allChecks ? unitedChecks(merged.checks, stream.checks) : merged.checks,
    groups: [...new Set([...merged.groups, ...stream.groups])].toSorted(),
    left,
  };
}

interface Part {
  name: string;
  streams: readonly RunnerStream[];
  /** Whether the stream has every sample of the runners with a summary. */
  lossless: boolean;
}

/** Undefined where the runners' samples cannot be had. */
function unite(own: Series | undefined, whole: Series, part: Part): Series | undefined {
  if (whole.type === 'counter') return { ...whole, sum: (own?.type === 'counter' ? own.sum : 0) + countOf(part) };
  if (whole.type === 'rate') return uniteRates(own, part);
  if (whole.type === 'gauge') return own?.type === 'gauge' ? wider(own, whole) : whole;
  return uniteTrends(own?.type === 'trend' ? own : undefined, whole, part);
}

function uniteTrends(own: TrendSeries | undefined, whole: TrendSeries, part: Part): TrendSeries | undefined {
  const more = countOf(part);
  if (own === undefined) return more === whole.count ? whole : undefined;
  if (more === 0) return own;
  return part.lossless && whole.count === own.count + more ? withGrids(whole, own) : undefined;
}

function countOf({ name, streams }: Part): number {
  return streams.reduce((sum, { counts }) => sum + (counts.get(name) ?? 0), 0);
}

function uniteRates(own: Series | undefined, { name, streams }: Part): RateSeries {
  const parts = [...(own?.type === 'rate' ? [own] : []), ...streams.flatMap(({ rates }) => rates.get(name) ?? [])];
  return parts.reduce<RateSeries>((all, { passes, total }) => ({ type: 'rate', passes: all.passes + passes, total: all.total + total }), { type: 'rate', passes: 0, total: 0 });
}

function withGrids(whole: TrendSeries, { grids, min, max }: TrendSeries): TrendSeries {
  return { ...whole, grids, min: Math.min(whole.min, min), max: Math.max(whole.max, max) };
}

function wider(own: GaugeSeries, whole: GaugeSeries): GaugeSeries {
  return { ...own, value: Math.max(own.value, whole.value), min: Math.min(own.min, whole.min), max: Math.max(own.max, whole.max) };
}

/** By check the larger of both counts: the stream has heard more runners, and less of each at most. */
function unitedChecks(checks: Checks, heard: Checks): Checks {
  const united = new Map<string, CheckCount>(checks);
  for (const [path, { passes, fails }] of heard) {
    const had = checks.get(path) ?? { passes: 0, fails: 0 };
    united.set(path, { passes: Math.max(had.passes, passes), fails: Math.max(had.fails, fails) });
  }
  return united;
}
