import type { SummaryMetric } from '../../api/summary/merged.ts';
import type { Bracket } from '../../api/status.ts';
import { percentileOf } from '../../api/summary/trendstats.ts';
import { quantiles, type Quantile } from './quantile.ts';
import type { Series, TrendSeries } from './types.ts';

export interface Valued {
  metric: SummaryMetric;
  /** By stat; what is not in it is exact. */
  bounds: Record<string, Bracket>;
}

/**
 * A metric as k6 gives it to `handleSummary()`. Trends have the stats asked for, in their own unit, which is milliseconds for time.
 * @param durationMilliseconds for the rate of counters, which is 0 where it is not known
 */
export function valued(series: Series, stats: readonly string[], durationMilliseconds: number): Valued {
  if (series.type === 'trend') return valuedTrend(series, stats);
  const exact = (contains: SummaryMetric['contains'], values: Record<string, number>): Valued => ({ metric: { type: series.type, contains, values }, bounds: {} });
  if (series.type === 'counter') return exact(series.contains, { count: series.sum, rate: perSecond(series.sum, durationMilliseconds) });
  if (series.type === 'gauge') return exact(series.contains, { value: series.value, min: series.min, max: series.max });
  const { passes, total } = series;
  return exact('default', { rate: total > 0 ? passes / total : 0, passes, fails: total - passes });
}

function valuedTrend(trend: TrendSeries, stats: readonly string[]): Valued {
  const prepared = quantiles(trend);
  const values = new Map<string, number>();
  const bounds = new Map<string, Bracket>();
  for (const stat of stats) {
    const found = plain(trend, stat) ?? percentile(stat, prepared.at);
    if (found === undefined) continue;
    values.set(stat, found.value);
    if (found.bound !== undefined) bounds.set(stat, found.bound);
  }
  return { metric: { type: 'trend', contains: trend.contains, values: Object.fromEntries(values) }, bounds: Object.fromEntries(bounds) };
}

function plain({ count, sum, min, max }: TrendSeries, stat: string): Quantile | undefined {
  const known = new Map([['avg', count > 0 ? sum / count : 0], ['min', min], ['max', max], ['count', count]]);
  const value = known.get(stat);
  return value === undefined ? undefined : { value };
}

function percentile(stat: string, at: (share: number) => Quantile): Quantile | undefined {
  const found = percentileOf(stat);
  return found === undefined ? undefined : at(found / 100);
}

/** How many a second; 0 where no time is known to have passed. */
export function perSecond(count: number, milliseconds: number): number {
  return milliseconds > 0 ? count / (milliseconds / 1000) : 0;
}
