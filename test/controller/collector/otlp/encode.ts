import type { ExponentialPoint } from '../../../../controller/merge/buckets.ts';

/** Writes requests as an OpenTelemetry exporter does, so that tests need no runner. Times are milliseconds since the epoch. */
export interface Interval {
  from: number;
  to: number;
}

export type Tags = Record<string, string>;
export type NumberPointOf = { tags?: Tags } & ({ double: number } | { int: number });
export interface HistogramPointOf extends Partial<ExponentialPoint> {
  tags?: Tags;
  count: number;
  sum: number;
  min?: number;
  max?: number;
}

export interface MetricOf extends Interval {
  name: string;
  unit?: string;
  cumulative?: boolean;
  sum?: NumberPointOf[];
  gauge?: NumberPointOf[];
  exponential?: HistogramPointOf[];
  explicit?: HistogramPointOf[];
}

export function encodeRequest(metrics: MetricOf[]): Buffer {
  const scope = Buffer.concat([bytes(1, bytes(1, 'k6')), ...metrics.map((metric) => bytes(2, encodeMetric(metric)))]);
  const resource = bytes(1, bytes(1, attribute('service.name', 'k6')));
  return bytes(1, Buffer.concat([resource, bytes(2, scope)]));
}

function encodeMetric({ name, unit = '', cumulative = false, sum, gauge, exponential, explicit, ...when }: MetricOf): Buffer {
  const temporality = number(2, cumulative ? 2 : 1);
  const data = sum ? bytes(7, Buffer.concat([...sum.map((point) => bytes(1, encodeNumber(point, when))), temporality, number(3, 1)]))
    : gauge ? bytes(5, Buffer.concat(gauge.map((point) => bytes(1, encodeNumber(point, when)))))
    : exponential ? bytes(10, Buffer.concat([...exponential.map((point) => bytes(1, encodeExponential(point, when))), temporality]))
    : bytes(9, Buffer.concat([...(explicit ?? []).map((point) => bytes(1, encodeExplicit(point, when))), temporality]));
  return Buffer.concat([bytes(1, name), bytes(3, unit), data]);
}

function encodeNumber(point: NumberPointOf, when: Interval): Buffer {
  const value = 'int' in point ? fixed(6, BigInt(point.int)) : double(4, point.double);
  return Buffer.concat([times(when), value, ...attributes(7, point.tags)]);
}

function encodeExponential({ tags, count, sum, min, max, scale = 0, zeroCount = 0, offset = 0, counts = [] }: HistogramPointOf, when: Interval): Buffer {
  const positive = Buffer.concat([number(1, zigzag(offset)), bytes(2, Buffer.concat(counts.map(varint)))]);
  return Buffer.concat([
    ...attributes(1, tags), times(when), fixed(4, BigInt(count)), double(5, sum), number(6, zigzag(scale)), fixed(7, BigInt(zeroCount)), bytes(8, positive), bytes(9, Buffer.alloc(0)),
    ...(min === undefined ? [] : [double(12, min)]), ...(max === undefined ? [] : [double(13, max)]),
  ]);
}

function encodeExplicit({ tags, count, sum, min = 0, max = 0 }: HistogramPointOf, when: Interval): Buffer {
  return Buffer.concat([times(when), fixed(4, BigInt(count)), double(5, sum), ...attributes(9, tags), double(11, min), double(12, max)]);
}

/** The exponential histogram of the values, as a process with such a scale would have it. */
export function histogramOf(values: readonly number[], scale: number): HistogramPointOf {
  const indexes = values.filter((value) => value > 0).map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
  const offset = Math.min(...indexes);
  const counts = Array.from({ length: Math.max(...indexes) - offset + 1 }, (_, at) => indexes.filter((index) => index === offset + at).length);
  const sum = values.reduce((total, value) => total + value, 0);
  return { count: values.length, sum, min: Math.min(...values), max: Math.max(...values), scale, zeroCount: values.length - indexes.length, offset, counts };
}

function attributes(field: number, tags: Tags = {}): Buffer[] {
  return Object.entries(tags).map(([key, value]) => bytes(field, attribute(key, value)));
}

function attribute(key: string, value: string): Buffer {
  return Buffer.concat([bytes(1, key), bytes(2, bytes(1, value))]);
}

function times({ from, to }: Interval): Buffer {
  return Buffer.concat([fixed(2, BigInt(Math.round(from)) * 1_000_000n), fixed(3, BigInt(Math.round(to)) * 1_000_000n)]);
}

export function bytes(field: number, content: Buffer | string): Buffer {
  const inner = Buffer.from(content);
  return Buffer.concat([varint(field * 8 + 2), varint(inner.length), inner]);
}

export function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function fixed(field: number, value: bigint): Buffer {
  const inner = Buffer.alloc(8);
  inner.writeBigInt64LE(value);
  return Buffer.concat([varint(field * 8 + 1), inner]);
}

export function double(field: number, value: number): Buffer {
  const inner = Buffer.alloc(8);
  inner.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), inner]);
}

export function varint(value: number): Buffer {
  const parts: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) parts.push((rest % 0x80) + 0x80);
  return Buffer.from([...parts, rest]);
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}
