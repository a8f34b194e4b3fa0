import type { ExponentialPoint } from '../../merge/buckets.ts';
import { Attributes } from './attributes.ts';
import { fill, limits, type Fields } from './fields.ts';
import { Reader, WireError } from './wire.ts';

/** Times are milliseconds since the epoch, by the runner's clock; 0 where they are missing. */
interface Point {
  from: number;
  to: number;
  attributes: Attributes;
}

export interface NumberPoint extends Point {
  value: number;
}

export interface HistogramPoint extends Point {
  count: number;
  sum: number;
  min?: number;
  max?: number;
  /** Of an exponential histogram, where its buckets hold as many samples as it says. Negative samples stand with the zeros. */
  exponential?: ExponentialPoint;
}

export interface OtlpMetric {
  name: string;
  unit: string;
  kind: 'sum' | 'gauge' | 'histogram' | 'none';
  /** Each point tells all since the process began, and not since the last export. */
  cumulative: boolean;
  numbers: NumberPoint[];
  histograms: HistogramPoint[];
}

/**
 * Reads an `ExportMetricsServiceRequest` of OpenTelemetry's protocol, version 1 (opentelemetry-proto, metrics.proto): sums, gauges and histograms. Fields that are
 * unknown, and summaries, are skipped.
 * @throws WireError where the bytes are none, or too much of it
 */
export function decodeRequest(bytes: Buffer): OtlpMetric[] {
  const metrics: OtlpMetric[] = [];
  const budget = { points: limits.points };
  fill(metrics, new Reader(bytes), { 1: (_, resource) => fill(metrics, resource.message(), { 2: (__, scope) => fill(metrics, scope.message(), { 2: (___, reader) => {
    if (metrics.length === limits.metrics) throw new WireError(`more than ${limits.metrics} metrics`);
    metrics.push(decodeMetric(reader.message(), budget));
  } }) }) });
  return metrics;
}

interface Budget {
  points: number;
}

function decodeMetric(reader: Reader, budget: Budget): OtlpMetric {
  const metric: OtlpMetric = { name: '', unit: '', kind: 'none', cumulative: false, numbers: [], histograms: [] };
  const data = (kind: OtlpMetric['kind'], point: (inner: Reader) => void) => (_: OtlpMetric, outer: Reader): void => {
    metric.kind = kind;
    fill(metric, outer.message(), {
      1: (__, inner) => {
        budget.points -= 1;
        if (budget.points < 0) throw new WireError(`more than ${limits.points} points`);
        point(inner.message());
      },
      ...(kind === 'gauge' ? {} : { 2: (__: OtlpMetric, inner: Reader) => (metric.cumulative = inner.unsigned() === cumulative) }),
    });
  };
  const number = (inner: Reader): unknown => metric.numbers.push(fill({ from: 0, to: 0, value: 0, attributes: new Attributes(inner.bytes) }, inner, numberFields));
  return fill(metric, reader, {
    1: (_, inner) => (metric.name = inner.text()),
    3: (_, inner) => (metric.unit = inner.text()),
    5: data('gauge', number),
    7: data('sum', number),
    9: data('histogram', (inner) => metric.histograms.push(fill(histogram(inner), inner, explicitFields))),
    10: data('histogram', (inner) => metric.histograms.push(decodeExponential(inner))),
  });
}

/** AGGREGATION_TEMPORALITY_CUMULATIVE */
const cumulative = 2;

const timeFields: Fields<Point> = {
  2: (point, reader) => (point.from = reader.roundedFixed() / 1e6),
  3: (point, reader) => (point.to = reader.roundedFixed() / 1e6),
};

const attributesField = (point: Point, reader: Reader): void => {
  if (point.attributes.size === limits.attributes) throw new WireError(`more than ${limits.attributes} attributes`);
  point.attributes.add(reader);
};

const numberFields: Fields<NumberPoint> = {
  ...timeFields,
  4: (point, reader) => (point.value = reader.double()),
  6: (point, reader) => (point.value = reader.signedFixed()),
  7: attributesField,
};

const sumFields: Fields<HistogramPoint> = {
  ...timeFields,
  4: (point, reader) => (point.count = reader.count()),
  5: (point, reader) => (point.sum = reader.double()),
};

const explicitFields: Fields<HistogramPoint> = {
  ...sumFields,
  9: attributesField,
  11: (point, reader) => (point.min = reader.double()),
  12: (point, reader) => (point.max = reader.double()),
};

interface RawExponential extends HistogramPoint {
  scale: number;
  zeros: number;
  positive: Range;
  negative: Range;
}

interface Range {
  offset: number;
  counts: number[];
}

const rangeFields: Fields<Range> = {
  1: (range, reader) => (range.offset = reader.zigzag()),
  2: (range, reader) => reader.packed(range.counts, limits.buckets),
};

const exponentialFields: Fields<RawExponential> = {
  ...sumFields,
  1: attributesField,
  6: (point, reader) => (point.scale = reader.zigzag()),
  7: (point, reader) => (point.zeros = reader.count()),
  8: (point, reader) => fill(point.positive, reader.message(), rangeFields),
  9: (point, reader) => fill(point.negative, reader.message(), rangeFields),
  12: (point, reader) => (point.min = reader.double()),
  13: (point, reader) => (point.max = reader.double()),
};

function histogram({ bytes }: Reader): HistogramPoint {
  return { from: 0, to: 0, count: 0, sum: 0, attributes: new Attributes(bytes) };
}

function decodeExponential(reader: Reader): HistogramPoint {
  const raw: RawExponential = { ...histogram(reader), scale: 0, zeros: 0, positive: { offset: 0, counts: [] }, negative: { offset: 0, counts: [] } };
  const { scale, zeros, positive, negative, ...point } = fill(raw, reader, exponentialFields);
  if (!isInRange(scale, positive)) throw new WireError('a bucket lies beyond all numbers');
  const zeroCount = zeros + total(negative.counts);
  const isWhole = zeroCount + total(positive.counts) === point.count;
  return isWhole ? { ...point, exponential: { scale, zeroCount, offset: positive.offset, counts: positive.counts } } : point;
}

/** Scales as the specification bounds them, and buckets whose edges are doubles. */
function isInRange(scale: number, { offset, counts }: Range): boolean {
  return scale >= -10 && scale <= 20 && offset / 2 ** scale >= -1080 && (offset + counts.length) / 2 ** scale <= 1024;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
