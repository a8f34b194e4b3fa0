import { isObject, own, type JsonObject } from '../../api/json.ts';
import { percentileOf } from '../../api/summary/trendstats.ts';
import { builtinContains } from './names.ts';
import type { Grid, RateSeries, Series, TrendSeries } from './types.ts';

/** k6's interpolation is off by as much at most, relative to the value. */
const noise = 1e-9;

/**
 * One metric of k6's legacy summary, told apart by its keys, since the export names no types. Undefined for what is no metric, holds a number
 * that is none (k6 writes null for it), or is a trend without samples or without `count`: what cannot be weighed against other runners' has no place.
 */
export function readSeries(name: string, values: unknown): Series | undefined {
  if (!isObject(values)) return undefined;
  const contains = builtinContains(name);
  if (Object.hasOwn(values, 'passes')) return readRate(values);
  if (Object.hasOwn(values, 'avg')) return readTrend(values, contains);
  const [count, value, min, max] = ['count', 'value', 'min', 'max'].map((key) => finite(own(values, key)));
  if (Object.hasOwn(values, 'rate')) return count === undefined ? undefined : { type: 'counter', contains, sum: count };
  if (value === undefined || min === undefined || max === undefined) return undefined;
  return { type: 'gauge', contains, value, min, max };
}

function readRate(values: JsonObject): RateSeries | undefined {
  const [passes, fails] = [whole(own(values, 'passes')), whole(own(values, 'fails'))];
  return passes === undefined || fails === undefined ? undefined : { type: 'rate', passes, total: passes + fails };
}

function readTrend(values: JsonObject, contains: TrendSeries['contains']): TrendSeries | undefined {
  const count = whole(own(values, 'count'));
  const [avg, min, max] = ['avg', 'min', 'max'].map((key) => finite(own(values, key)));
  if (count === undefined || count === 0 || avg === undefined || min === undefined || max === undefined || min > max) return undefined;
  return { type: 'trend', contains, count, sum: avg * count, min, max, grids: [readGrid(values, { count, min, max })] };
}

function readGrid(values: JsonObject, { count, min, max }: { count: number; min: number; max: number }): Grid {
  const slack = noise * Math.max(Math.abs(min), Math.abs(max));
  const byShare = new Map<number, number>([[0, min], [1, max]]);
  for (const [stat, value] of Object.entries(values)) {
    const percentile = percentileOf(stat);
    if (percentile === undefined || typeof value !== 'number' || value < min - slack || value > max + slack) continue;
    if (percentile > 0 && percentile < 100) byShare.set(percentile / 100, Math.min(Math.max(value, min), max));
  }
  let least = min;
  const points = [...byShare].toSorted(([a], [b]) => a - b).map(([share, value]) => {
    least = Math.max(least, value);
    return { share, value: least };
  });
  return { count, points };
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
