import type { Contains } from '../../api/summary/merged.ts';
import { Buckets } from '../merge/buckets.ts';
import type { CounterSeries, GaugeSeries, Metrics, RateSeries, Series, TrendSeries } from '../merge/types.ts';
import type { Sample } from './samples.ts';

type GaugeSample = Extract<Sample, { type: 'gauge' }>;
type TrendSample = Extract<Sample, { type: 'trend' }>;

/** k6's own gauges that tell of one runner's part: of all runners they are the sum. */
const summedGauges: readonly string[] = ['vus', 'vus_max'];

/** A gauge as the sum of what every runner last told. */
class Summed {
  readonly #byRunner = new Map<number, { value: number; min: number }>();
  value = 0;
  /** Each runner counts with its least: not all send their first value at once. */
  min = 0;
  max = 0;

  add(runner: number, value: number): void {
    const before = this.#byRunner.get(runner) ?? { value: 0, min: undefined };
    const min = Math.min(before.min ?? value, value);
    this.#byRunner.set(runner, { value, min });
    this.min += min - (before.min ?? 0);
    this.value += value - before.value;
    this.max = Math.max(this.max, this.value);
  }
}

/** Room for k6's own metrics, some hundreds of a script's and its thresholds' sub-metrics. */
export const mostSeries = 1000;

export interface Target {
  /** The metric's name, with tags where it is a sub-metric. */
  name: string;
  /** Without tags. */
  metric: string;
  contains: Contains;
  runner: number;
}

/** Samples of any number of runners in one series for each name. */
export class MergedSeries {
  readonly metrics: Metrics = new Map();
  readonly #summed = new Map<string, Summed>();
  /** Of other gauges: when the value that is shown was told. */
  readonly #lastTold = new Map<string, number>();
  /** Trends of which not all samples came with buckets. */
  readonly #without = new Set<string>();

  /** False where the sample could not be taken: too many series, or the name is one of another type. */
  add(target: Target, sample: Sample): boolean {
    const series = this.metrics.get(target.name) ?? this.#create(target, sample);
    if (series?.type !== sample.type) return false;
    switch (sample.type) {
      case 'counter':
        (series as CounterSeries).sum += sample.sum;
        break;
      case 'rate':
        addRate(series as RateSeries, sample);
        break;
      case 'gauge':
        this.#addGauge(target, series as GaugeSeries, sample);
        break;
      case 'trend':
        this.#addTrend(target.name, series as TrendSeries, sample);
    }
    return true;
  }

  #create({ name, contains }: Target, sample: Sample): Series | undefined {
    if (this.metrics.size >= mostSeries) return undefined;
    const series = emptySeries(sample.type, contains);
    this.metrics.set(name, series);
    return series;
  }

  #addGauge({ name, metric, runner }: Target, series: GaugeSeries, { value, at, min = value, max = value }: GaugeSample): void {
    if (summedGauges.includes(metric)) {
      const sum = this.#summed.get(name) ?? new Summed();
      this.#summed.set(name, sum);
      sum.add(runner, value);
      Object.assign(series, { value: sum.value, min: sum.min, max: sum.max });
      return;
    }
    const lastTold = this.#lastTold.get(name) ?? 0;
    if (at >= lastTold) series.value = value;
    this.#lastTold.set(name, Math.max(at, lastTold));
    series.min = Math.min(series.min, min);
    series.max = Math.max(series.max, max);
  }

  #addTrend(name: string, series: TrendSeries, sample: TrendSample): void {
    addTrend(series, sample);
    if (!sample.point) this.#without.add(name);
    if (this.#without.has(name)) delete series.buckets;
    else if (sample.point) (series.buckets ??= new Buckets()).addPoint(sample.point);
  }
}

export function addRate(series: RateSeries, { passes, total }: { passes: number; total: number }): void {
  series.passes += passes;
  series.total += total;
}

/** Adds all but the buckets. */
export function addTrend(series: TrendSeries, { count, sum, min, max }: TrendSample): void {
  series.count += count;
  series.sum += sum;
  series.min = Math.min(series.min, min);
  series.max = Math.max(series.max, max);
}

export function emptyTrend(contains: Contains): TrendSeries {
  return { type: 'trend', contains, count: 0, sum: 0, min: Infinity, max: -Infinity, grids: [] };
}

function emptySeries(type: Sample['type'], contains: Contains): Series {
  switch (type) {
    case 'counter':
      return { type, contains, sum: 0 };
    case 'rate':
      return { type, passes: 0, total: 0 };
    case 'gauge':
      return { type, contains, value: 0, min: Infinity, max: -Infinity };
    case 'trend':
      return emptyTrend(contains);
  }
}
