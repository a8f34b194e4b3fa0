import { bytes, double, number, varint, type Tags } from '../otlp/encode.ts';

/** Writes what k6's cloud output sends, so that tests need no runner. Times are seconds since the epoch. */
export interface SeriesOf {
  tags?: Tags;
  counter?: { time: number; value: number }[];
  gauge?: { time: number; last: number; count: number; min: number; max: number }[];
  rate?: { time: number; nonzero: number; total: number }[];
  trend?: HdrOf[];
}

export interface HdrOf {
  time: number;
  counters: number[];
  spans: [gap: number, length: number][];
  sum: number;
  count: number;
  min: number;
  max: number;
  low?: number;
  high?: number;
  resolution?: number;
}

export interface CloudMetricOf {
  name: string;
  series: SeriesOf[];
}

export function encodeMetricSet(metrics: CloudMetricOf[], seconds = 1): Buffer {
  return Buffer.concat([bytes(1, 'reference'), number(2, seconds), ...metrics.map(({ name, series }) => bytes(3, Buffer.concat([bytes(1, name), number(2, 4), ...series.map((one) => bytes(3, encodeSeries(one)))])))]);
}

function encodeSeries({ tags = {}, counter, gauge, rate, trend }: SeriesOf): Buffer {
  const labels = Object.entries(tags).map(([name, value]) => bytes(1, Buffer.concat([bytes(1, name), bytes(2, value)])));
  const samples = (field: number, values: Buffer[]): Buffer => bytes(field, Buffer.concat(values.map((value) => bytes(1, value))));
  return Buffer.concat([
    ...labels,
    ...counter ? [samples(2, counter.map(({ time, value }) => Buffer.concat([timestamp(time), double(2, value)])))] : [],
    ...gauge ? [samples(3, gauge.map(({ time, last, count, min, max }) => Buffer.concat([timestamp(time), double(2, last), number(3, count), double(4, min), double(5, max), double(6, (min + max) / 2)])))] : [],
    ...rate ? [samples(4, rate.map(({ time, nonzero, total }) => Buffer.concat([timestamp(time), number(2, nonzero), number(3, total)])))] : [],
    ...trend ? [samples(5, trend.map(encodeHdr))] : [],
  ]);
}

function encodeHdr({ time, counters, spans, sum, count, min, max, low = 0, high = 0, resolution = 0.001 }: HdrOf): Buffer {
  return Buffer.concat([
    timestamp(time), bytes(2, Buffer.concat(counters.map(varint))), ...spans.map(([gap, length]) => bytes(3, Buffer.concat([number(1, gap), number(2, length)]))),
    double(5, sum), number(6, count), double(7, min), double(8, max), ...low > 0 ? [number(9, low)] : [], ...high > 0 ? [number(10, high)] : [], double(11, resolution),
  ]);
}

function timestamp(seconds: number): Buffer {
  return bytes(1, number(1, seconds));
}

/** The bucket of a value in k6's own histogram. */
export function hdrIndexOf(value: number): number {
  const units = BigInt(Math.ceil(value / 0.001));
  if (units < 256n) return Number(units);
  const shift = units.toString(2).length - 8;
  return shift * 128 + Number(units >> BigInt(shift));
}

/** k6's own histogram of the values. */
export function hdrOf(values: readonly number[], time = 0): HdrOf {
  const counts = Map.groupBy(values.filter((value) => value >= 0), hdrIndexOf);
  const indexes = [...counts.keys()].sort((a, b) => a - b);
  const spans: [number, number][] = [];
  for (const [at, index] of indexes.entries()) {
    const gap = at === 0 ? index : index - (indexes[at - 1] ?? 0) - 1;
    const last = spans.at(-1);
    if (last && gap === 0) last[1] += 1;
    else spans.push([gap, 1]);
  }
  return {
    time, spans, counters: indexes.map((index) => counts.get(index)?.length ?? 0), sum: values.reduce((sum, value) => sum + value, 0), count: values.length,
    min: Math.min(...values), max: Math.max(...values), low: values.filter((value) => value < 0).length,
  };
}

/** A block of snappy's that repeats what it can, at most `window` bytes back. */
export function packSnappy(content: Buffer, window = 60_000): Buffer {
  const parts: Buffer[] = [varint(content.length)];
  let at = 0;
  while (at < content.length) {
    const { length, back } = repeatAt(content, at, window);
    const piece = content.subarray(at, at + 1 + at % 100);
    if (length >= 4) parts.push(copyOf(length, back));
    else parts.push(piece.length <= 60 ? Buffer.from([(piece.length - 1) << 2]) : Buffer.from([60 << 2, piece.length - 1]), piece);
    at += length >= 4 ? length : piece.length;
  }
  return Buffer.concat(parts);
}

/** The nearest bytes that come again at `at`; they may overlap with themselves. */
function repeatAt(content: Buffer, at: number, window: number): { length: number; back: number } {
  const from = Math.max(0, at - window);
  const found = at === 0 || at + 4 > content.length ? -1 : content.subarray(from, at + 3).lastIndexOf(content.subarray(at, at + 4));
  if (found < 0) return { length: 0, back: 0 };
  const back = at - from - found;
  let length = 0;
  while (length < 64 && at + length < content.length && content[at + length] === content[at + length - back]) length += 1;
  return { length, back };
}

/** By the shortest of the three forms. */
function copyOf(length: number, back: number): Buffer {
  if (length <= 11 && back < 2048) return Buffer.from([((back >> 8) << 5) | ((length - 4) << 2) | 1, back & 0xff]);
  if (back < 65_536) return Buffer.from([((length - 1) << 2) | 2, back & 0xff, back >> 8]);
  return Buffer.from([((length - 1) << 2) | 3, back & 0xff, (back >> 8) & 0xff, (back >> 16) & 0xff, back >>> 24]);
}
