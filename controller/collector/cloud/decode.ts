import { hdrBits, hdrResolution, type HdrPoint } from '../../merge/hdr.ts';
import { Attributes } from '../otlp/attributes.ts';
import { fill, limits, type Fields } from '../otlp/fields.ts';
import { Reader, WireError } from '../otlp/wire.ts';

/** One series' samples of one span of time. Times are milliseconds since the epoch, by the runner's clock. */
export interface CloudPoint {
  from: number;
  to: number;
  attributes: Attributes;
  value: CloudValue;
}

export type CloudValue =
  | { type: 'counter'; sum: number }
  | { type: 'gauge'; value: number; min: number; max: number }
  | { type: 'rate'; passes: number; total: number }
  /** Without `point` where it has samples beyond its buckets, or buckets that are not k6's own of today. */
  | { type: 'trend'; count: number; sum: number; min: number; max: number; point?: HdrPoint };

export interface CloudMetric {
  name: string;
  points: CloudPoint[];
}

/**
 * Reads a `MetricSet`, version 2.0 of what k6's cloud output sends (k6 v1.8.1, internal/output/cloud/expv2). Each point has the samples of one span of `aggregation_period`
 * seconds, whose beginning is told; a late sample makes another point of the same span. Points of a series come here by time, in k6's message in any order. Fields that are
 * unknown are skipped.
 * @throws WireError where the bytes are none, or too much of it
 */
export function decodeMetricSet(bytes: Buffer): CloudMetric[] {
  const set = fill<Set>({ seconds: 0, metrics: [], points: 0 }, new Reader(bytes), setFields);
  for (const { points } of set.metrics) {
    for (const point of points) point.to = point.from + set.seconds * 1000;
    points.sort((a, b) => a.from - b.from);
  }
  return set.metrics;
}

interface Set {
  seconds: number;
  metrics: CloudMetric[];
  points: number;
}

interface MetricOfSet extends CloudMetric {
  set: Set;
}

interface SeriesOfMetric {
  metric: MetricOfSet;
  attributes: Attributes;
}

const setFields: Fields<Set> = {
  2: (set, reader) => (set.seconds = reader.unsigned()),
  3: (set, reader) => {
    if (set.metrics.length === limits.metrics) throw new WireError(`more than ${limits.metrics} metrics`);
    const { name, points } = fill({ name: '', points: [], set }, reader.message(), metricFields);
    set.metrics.push({ name, points });
  },
};

const metricFields: Fields<MetricOfSet> = {
  1: (metric, reader) => (metric.name = reader.text()),
  3: (metric, reader) => fill({ metric, attributes: new Attributes(reader.bytes, 'text') }, reader.message(), seriesFields),
};

const seriesFields: Fields<SeriesOfMetric> = {
  1: ({ attributes }, reader) => {
    if (attributes.size === limits.attributes) throw new WireError(`more than ${limits.attributes} labels`);
    attributes.add(reader);
  },
  2: samples(counter), 3: samples(gauge), 4: samples(rate), 5: samples(trend),
};

type Value = Pick<CloudPoint, 'from' | 'value'>;

/** The samples of one kind, each read by `read`. */
function samples(read: (value: Reader) => Value): (series: SeriesOfMetric, reader: Reader) => void {
  const fields: Fields<SeriesOfMetric> = {
    1: ({ metric: { points, set }, attributes }, reader) => {
      set.points += 1;
      if (set.points > limits.points) throw new WireError(`more than ${limits.points} points`);
      points.push({ ...read(reader.message()), to: 0, attributes });
    },
  };
  return (series, reader) => void fill(series, reader.message(), fields);
}

type Timed = Pick<CloudPoint, 'from'>;

/** Seconds of a `google.protobuf.Timestamp`; its nanoseconds are always 0. */
const secondsField: Fields<Timed> = { 1: (point, reader) => (point.from = reader.unsigned() * 1000) };
const timeField: Fields<Timed> = { 1: (point, reader) => fill(point, reader.message(), secondsField) };

const counterFields: Fields<Timed & { sum: number }> = { ...timeField, 2: (point, reader) => (point.sum = reader.double()) };

function counter(reader: Reader): Value {
  const raw = fill({ from: 0, sum: 0 }, reader, counterFields);
  return { from: raw.from, value: { type: 'counter', sum: raw.sum } };
}

interface RawGauge extends Timed {
  value: number;
  count: number;
  min: number;
  max: number;
}

const gaugeFields: Fields<RawGauge> = {
  ...timeField,
  2: (point, reader) => (point.value = reader.double()),
  3: (point, reader) => (point.count = reader.unsigned()),
  4: (point, reader) => (point.min = reader.double()),
  5: (point, reader) => (point.max = reader.double()),
};

/** k6 begins to look for the maximum at 0, which is above all of a gauge that is negative: its last value is then the best that is known. */
function gauge(reader: Reader): Value {
  const { from, value, min, max } = fill({ from: 0, value: 0, count: 0, min: 0, max: 0 }, reader, gaugeFields);
  return { from, value: { type: 'gauge', value, min, max: max === 0 ? value : max } };
}

const rateFields: Fields<Timed & { passes: number; total: number }> = {
  ...timeField,
  2: (point, reader) => (point.passes = reader.unsigned()),
  3: (point, reader) => (point.total = reader.unsigned()),
};

function rate(reader: Reader): Value {
  const { from, passes, total } = fill({ from: 0, passes: 0, total: 0 }, reader, rateFields);
  return { from, value: { type: 'rate', passes, total } };
}

interface Span {
  gap: number;
  length: number;
}

interface RawTrend extends Timed {
  counters: number[];
  spans: Span[];
  sum: number;
  count: number;
  min: number;
  max: number;
  belowZero: number;
  tooHigh: number;
  resolution: number;
  digits: number;
}

const spanFields: Fields<Span> = { 1: (span, reader) => (span.gap = reader.unsigned()), 2: (span, reader) => (span.length = reader.unsigned()) };

const trendFields: Fields<RawTrend> = {
  ...timeField,
  2: (point, reader) => reader.packed(point.counters, limits.buckets),
  3: (point, reader) => {
    if (point.spans.length === limits.buckets) throw new WireError(`more than ${limits.buckets} spans`);
    point.spans.push(fill({ gap: 0, length: 0 }, reader.message(), spanFields));
  },
  5: (point, reader) => (point.sum = reader.double()),
  6: (point, reader) => (point.count = reader.unsigned()),
  7: (point, reader) => (point.min = reader.double()),
  8: (point, reader) => (point.max = reader.double()),
  9: (point, reader) => (point.belowZero = reader.unsigned()),
  10: (point, reader) => (point.tooHigh = reader.unsigned()),
  11: (point, reader) => (point.resolution = reader.double()),
  12: (point, reader) => (point.digits = reader.unsigned()),
};

/** The significant digits are not sent where they are 2, which is what buckets of 7 bits have. */
const usualDigits = 2;

function trend(reader: Reader): Value {
  const raw = fill({ from: 0, counters: [], spans: [], sum: 0, count: 0, min: 0, max: 0, belowZero: 0, tooHigh: 0, resolution: 0, digits: usualDigits }, reader, trendFields);
  const { from, count, sum, min, max } = raw;
  const point = hdrPoint(raw);
  return { from, value: { type: 'trend', count, sum, min, max, ...(point && { point }) } };
}

function hdrPoint({ counters, spans, belowZero, count, resolution, digits }: RawTrend): HdrPoint | undefined {
  const indexes = indexesOf(spans, counters.length);
  const isWhole = counters.reduce((sum, one) => sum + one, belowZero) === count;
  if (!isWhole || resolution !== hdrResolution || digits !== usualDigits) return undefined;
  const zeros = indexes[0] === 0 ? 1 : 0;
  return { bits: hdrBits, zeroCount: belowZero + (zeros === 1 ? counters[0] ?? 0 : 0), indexes: indexes.slice(zeros), counts: counters.slice(zeros) };
}

/** Buckets of numbers below 2^64 steps. */
const highestIndex = (64 - hdrBits) * 2 ** hdrBits + 2 ** hdrBits;

/** A span begins `gap` buckets behind the end of the one before, the first at that index. */
function indexesOf(spans: readonly Span[], wanted: number): number[] {
  const indexes: number[] = [];
  let next = 0;
  for (const { gap, length } of spans) {
    next += gap;
    if (length > wanted - indexes.length) throw new WireError('the spans have more buckets than there are counters');
    for (let at = 0; at < length; at += 1) indexes.push(next + at);
    next += length;
  }
  if (indexes.length !== wanted) throw new WireError('the spans have fewer buckets than there are counters');
  if (next > highestIndex) throw new WireError('a bucket lies beyond all numbers');
  return indexes;
}
