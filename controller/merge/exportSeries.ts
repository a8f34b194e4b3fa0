import { isObject, own, type JsonObject } from '../../api/json.ts';
import { percentileOf } from '../../api/summary/trendstats.ts';
import { builtinContains } from './names.ts';
import type { Grid, RateSeries, Series, TrendSeries } from './types.ts';

/** k6's interpolation is off by as much at most, relative to the value. */
const noise = 1e-9;

/** The stats of a summary's trends that are percentiles between the least and the largest value, ascending; shares are of 1. */
export type GridStats = readonly { stat: string; share: number }[];

/** k6 names the stats of each trend in an order of its own, so they are sorted once for all metrics of a summary. */
export function gridStats(metrics: JsonObject): GridStats {
  const stats = new Set(Object.values(metrics).flatMap((values) => (isObject(values) && Object.hasOwn(values, 'avg') ? Object.keys(values) : [])));
  const byShare = new Map<number, string>();
  for (const stat of stats) {
    const percentile = percentileOf(stat);
    if (percentile !== undefined && percentile > 0 && percentile < 100) byShare.set(percentile / 100, stat);
  }
  return [...byShare].map(([share, stat]) => ({ stat, share })).toSorted((a, b) => a.share - b.share);
}

/**
 * One metric of k6's legacy summary, told apart by its keys, since the export names no types. Undefined for what is no metric, holds a number
 * that is none (k6 writes null for it), or is a trend without samples or without `count`: what cannot be weighed against other runners' has no place.
 */
export function readSeries(name: string, values: unknown, stats: GridStats): Series | undefined {
  if (!isObject(values)) return undefined;
  const contains = builtinContains(name);
  if (Object.hasOwn(values, 'passes')) return readRate(values);
  if (Object.hasOwn(values, 'avg')) return readTrend(values, stats, contains);
  const [count, value, min, max] = ['count', 'value', 'min', 'max'].map((key) => finite(own(values, key)));
  if (Object.hasOwn(values, 'rate')) return count === undefined ? undefined : { type: 'counter', contains, sum: count };
  if (value === undefined || min === undefined || max === undefined) return undefined;
  return { type: 'gauge', contains, value, min, max };
}

function readRate(values: JsonObject): RateSeries | undefined {
  const [passes, fails] = [whole(own(values, 'passes')), whole(own(values, 'fails'))];
  return passes === undefined || fails === undefined ? undefined : { type: 'rate', passes, total: passes + fails };
}

function readTrend(values: JsonObject, stats: GridStats, contains: TrendSeries['contains']): TrendSeries | undefined {
  const count = whole(own(values, 'count'));
  const [avg, min, max] = ['avg', 'min', 'max'].map((key) => finite(own(values, key)));
  if (count === undefined || count === 0 || avg === undefined || min === undefined || max === undefined || min > max) return undefined;
  return { type: 'trend', contains, count, sum: avg * count, min, max, grids: [readGrid(values, stats, { count, min, max })] };
}

function readGrid(values: JsonObject, stats: GridStats, { count, min, max }: { count: number; min: number; max: number }): Grid {
  const slack = noise * Math.max(Math.abs(min), Math.abs(max));
  const points = [{ share: 0, value: min }];
  let least = min;
  for (const { stat, share } of stats) {
    const value = own(values, stat);
    if (typeof value !== 'number' || value < min - slack || value > max + slack) continue;
    least = Math.min(Math.max(value, least), max);
    points.push({ share, value: least });
  }
  points.push({ share: 1, value: max });
  return { count, points };
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
