import type { Contains } from '../../api/summary/merged.ts';
import type { BucketPoint } from '../merge/buckets.ts';
import { builtinContains } from '../merge/names.ts';
import type { CloudMetric, CloudValue } from './cloud/decode.ts';
import type { Attributes } from './otlp/attributes.ts';
import type { HistogramPoint, NumberPoint, OtlpMetric } from './otlp/decode.ts';

/** What one point adds to a metric of k6. */
export type Sample =
  | { type: 'counter'; sum: number }
  | { type: 'rate'; passes: number; total: number }
  /** The least and the greatest are those since the sample before, where they were told. */
  | { type: 'gauge'; value: number; at: number; min?: number; max?: number }
  | { type: 'trend'; count: number; sum: number; min: number; max: number; point?: BucketPoint };

export interface Heading {
  metric: string;
  contains: Contains;
  /** Which half of a rate the metric tells, if it tells of one. */
  rate?: 'total' | 'occurred';
}

/** What one message tells of a metric. */
export interface Told {
  heading: Heading;
  points: ToldPoint[];
}

export interface ToldPoint {
  /** Milliseconds since the epoch, by the runner's clock. */
  from: number;
  to: number;
  attributes: Attributes;
  /** Undefined where the numbers are none. */
  sample: Sample | undefined;
}

export function toldByOtlp(metric: OtlpMetric): Told {
  const heading = headingOf(metric);
  const numbers = metric.numbers.map((point): ToldPoint => ({ ...timesOf(point), sample: numberSample(heading, metric.kind, point) }));
  return { heading, points: [...numbers, ...metric.histograms.map((point): ToldPoint => ({ ...timesOf(point), sample: trendSample(point) }))] };
}

/** k6's cloud output does not say what a script's own metric holds. */
export function toldByCloud({ name, points }: CloudMetric): Told {
  return { heading: { metric: name, contains: builtinContains(name) }, points: points.map((point) => ({ ...timesOf(point), sample: cloudSample(point.value, point.to) })) };
}

function timesOf({ from, to, attributes }: Omit<ToldPoint, 'sample'>): Omit<ToldPoint, 'sample'> {
  return { from, to, attributes };
}

function cloudSample(value: CloudValue, at: number): Sample | undefined {
  const { type, ...numbers } = value;
  if (!Object.values(numbers).every((number) => typeof number !== 'number' || Number.isFinite(number)) || (type === 'trend' && value.count <= 0)) return undefined;
  return value.type === 'gauge' ? { ...value, at } : value;
}

/**
 * What k6's OpenTelemetry output calls a metric (internal/output/opentelemetry of k6 1.8): its own name, with the unit `ms` of times and `By` of data. A rate is a counter
 * `<name>.total` with an attribute `condition` of `zero` or `nonzero`, or the pair `<name>.total` and `<name>.occurred`. k6's names have no dots themselves.
 */
export function headingOf({ name, unit }: Pick<OtlpMetric, 'name' | 'unit'>): Heading {
  const contains = unit === 'ms' ? 'time' : unit === 'By' ? 'data' : 'default';
  for (const rate of ['total', 'occurred'] as const) {
    if (name.endsWith(`.${rate}`)) return { metric: name.slice(0, -rate.length - 1), contains, rate };
  }
  return { metric: name, contains };
}

/** Undefined where the numbers are none, as a script's own NaN. */
export function numberSample({ rate }: Heading, kind: OtlpMetric['kind'], { value, to, attributes }: NumberPoint): Sample | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (kind === 'gauge') return { type: 'gauge', value, at: to };
  if (rate === undefined) return { type: 'counter', sum: value };
  if (rate === 'occurred') return { type: 'rate', passes: value, total: 0 };
  return { type: 'rate', passes: attributes.get('condition') === 'nonzero' ? value : 0, total: value };
}

/** Undefined where it has no samples, or its numbers are none. The mean stands for a minimum or maximum that was not sent; k6 sends both. */
export function trendSample({ count, sum, min, max, exponential }: HistogramPoint): Sample | undefined {
  const mean = sum / count;
  if (count <= 0 || ![mean, min ?? mean, max ?? mean].every(Number.isFinite)) return undefined;
  return { type: 'trend', count, sum, min: min ?? mean, max: max ?? mean, ...(exponential && { point: exponential }) };
}
