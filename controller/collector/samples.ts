import type { Contains } from '../../api/summary/merged.ts';
import type { ExponentialPoint } from '../merge/buckets.ts';
import type { HistogramPoint, NumberPoint, OtlpMetric } from './otlp/decode.ts';

/** What one point adds to a metric of k6. */
export type Sample =
  | { type: 'counter'; sum: number }
  | { type: 'rate'; passes: number; total: number }
  | { type: 'gauge'; value: number; at: number }
  | { type: 'trend'; count: number; sum: number; min: number; max: number; point?: ExponentialPoint };

export interface Heading {
  metric: string;
  contains: Contains;
  /** Which half of a rate the metric tells, if it tells of one. */
  rate?: 'total' | 'occurred';
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
