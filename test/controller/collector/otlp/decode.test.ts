import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRequest } from '../../../../controller/collector/otlp/decode.ts';
import { limits } from '../../../../controller/collector/otlp/fields.ts';
import { WireError } from '../../../../controller/collector/otlp/wire.ts';
import { bytes, encodeRequest, histogramOf, number, varint, type MetricOf } from './encode.ts';

const when = { from: 1_700_000_000_000, to: 1_700_000_001_000 };
const values = [0, 1.5, 3, 100, 100.25];
const request: MetricOf[] = [
  { name: 'http_reqs', ...when, sum: [{ double: 7, tags: { name: 'løgin', status: '200' } }] },
  { name: 'checks.total', ...when, cumulative: true, sum: [{ int: -3, tags: { condition: 'zero' } }] },
  { name: 'vus', ...when, gauge: [{ double: 5 }] },
  { name: 'http_req_duration', unit: 'ms', ...when, exponential: [{ ...histogramOf(values, 4), tags: { group: '::a' } }] },
  { name: 'old', ...when, explicit: [{ count: 3, sum: 6, min: 1, max: 3 }] },
];

function outcomeOf(input: Buffer): 'decoded' | 'refused' {
  try {
    decodeRequest(input);
    return 'decoded';
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return 'refused';
  }
}

describe('a request', () => {
  const decoded = decodeRequest(encodeRequest(request));

  it('gives every metric with its unit, kind and temporality', () => {
    expect(decoded.map(({ name, unit, kind, cumulative }) => [name, unit, kind, cumulative])).toEqual([
      ['http_reqs', '', 'sum', false], ['checks.total', '', 'sum', true], ['vus', '', 'gauge', false], ['http_req_duration', 'ms', 'histogram', false], ['old', '', 'histogram', false],
    ]);
  });

  it('gives numbers, whole ones too, with times and tags', () => {
    expect(decoded[0]?.numbers[0]).toMatchObject({ value: 7, ...when });
    expect(decoded[1]?.numbers[0]?.value).toBe(-3);
    expect(['name', 'status', 'nam', 'none'].map((key) => decoded[0]?.numbers[0]?.attributes.get(key))).toEqual(['løgin', '200', undefined, undefined]);
  });

  it('gives an exponential histogram with its buckets, and an explicit one without', () => {
    const { scale, zeroCount, offset, counts } = histogramOf(values, 4);
    expect(decoded[3]?.histograms[0]).toMatchObject({ count: 5, sum: 204.75, min: 0, max: 100.25, exponential: { scale, zeroCount, offset, counts } });
    expect(decoded[4]?.histograms[0]).toMatchObject({ count: 3, sum: 6, min: 1, max: 3 });
    expect(decoded[4]?.histograms[0]).not.toHaveProperty('exponential');
  });

  it('has no buckets where they do not hold as many samples as the histogram says', () => {
    const short = decodeRequest(encodeRequest([{ name: 'a', ...when, exponential: [{ ...histogramOf(values, 4), count: 6 }] }]));
    expect(short[0]?.histograms[0]).not.toHaveProperty('exponential');
  });

  it('may have unknown fields of every kind, and attributes that are no strings', () => {
    const unknown = Buffer.concat([number(900, 2 ** 52), bytes(901, 'x'), varint(902 * 8 + 1), Buffer.alloc(8), varint(903 * 8 + 5), Buffer.alloc(4)]);
    const anInt = bytes(7, Buffer.concat([bytes(1, 'vu'), bytes(2, number(3, 17))]));
    const metric = Buffer.concat([unknown, bytes(1, 'a'), bytes(5, bytes(1, Buffer.concat([anInt, unknown])))]);
    const [decodedMetric] = decodeRequest(bytes(1, bytes(2, Buffer.concat([unknown, bytes(2, metric)]))));
    expect(decodedMetric).toMatchObject({ name: 'a', kind: 'gauge' });
    expect(decodedMetric?.numbers[0]?.attributes.get('vu')).toBe('17');
  });
});

describe('bytes that are no request', () => {
  const whole = encodeRequest(request);

  it('are refused where they end too soon', () => {
    for (let end = 1; end < whole.length; end += 1) expect(outcomeOf(whole.subarray(0, end))).toBe('refused');
  });

  it('are decoded or refused, whatever they are, with one kind of error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => void outcomeOf(Buffer.from(noise))), { numRuns: 2000 });
  });

  it('are decoded or refused where a request was changed in places', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const changed = Buffer.from(whole);
      for (const [at, byte] of changes) changed[at] = byte;
      outcomeOf(changed);
    }), { numRuns: 2000 });
  });

  it.each([
    ['a bucket beyond all numbers', encodeRequest([{ name: 'a', ...when, exponential: [{ count: 1, sum: 1, scale: 0, offset: 2000, counts: [1] }] }])],
    ['a scale that does not exist', encodeRequest([{ name: 'a', ...when, exponential: [{ count: 1, sum: 1, scale: 30, offset: 0, counts: [1] }] }])],
    ['too many buckets', encodeRequest([{ name: 'a', ...when, exponential: [{ count: 1, sum: 1, counts: Array.from({ length: limits.buckets + 1 }, () => 0) }] }])],
    ['too many points', encodeRequest([{ name: 'a', ...when, gauge: Array.from({ length: limits.points + 1 }, () => ({ double: 1 })) }])],
    ['a number without an end', Buffer.alloc(20, 0xff)],
    ['a group, which proto3 has none of', Buffer.from([0x0b])],
  ])('are refused for %s', (_, input) => {
    expect(outcomeOf(input)).toBe('refused');
  });
});
