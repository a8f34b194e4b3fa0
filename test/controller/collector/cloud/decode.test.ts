import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeMetricSet, type CloudMetric } from '../../../../controller/collector/cloud/decode.ts';
import { WireError } from '../../../../controller/collector/otlp/wire.ts';
import { Buckets } from '../../../../controller/merge/buckets.ts';
import { encodeMetricSet, hdrOf, type CloudMetricOf, type HdrOf } from './encode.ts';

const time = 1_700_000_000;
const metrics: CloudMetricOf[] = [
  { name: 'http_reqs', series: [{ tags: { name: 'løgin', status: '200' }, counter: [{ time: time + 1, value: 3 }, { time, value: 7 }] }, { counter: [{ time, value: 2.5 }] }] },
  { name: 'vus', series: [{ gauge: [{ time, last: 5, count: 4, min: 1, max: 6 }] }] },
  { name: 'checks', series: [{ tags: { check: '' }, rate: [{ time, nonzero: 4, total: 5 }] }] },
  { name: 'http_req_duration', series: [{ trend: [hdrOf([0, 0.0004, 0.25, 0.256, 0.257, 12, 12.01, -3], time)] }] },
];

function trendOf(hdr: HdrOf): CloudMetric['points'][number]['value'] | undefined {
  return decodeMetricSet(encodeMetricSet([{ name: 'a', series: [{ trend: [hdr] }] }]))[0]?.points[0]?.value;
}

describe('a set of metrics', () => {
  const decoded = decodeMetricSet(encodeMetricSet(metrics, 2));

  it('gives every point with its span of time, by time', () => {
    expect(decoded.map(({ name, points }) => [name, ...points.map(({ from, to }) => [from / 1000 - time, to / 1000 - time])])).toEqual([
      ['http_reqs', [0, 2], [0, 2], [1, 3]], ['vus', [0, 2]], ['checks', [0, 2]], ['http_req_duration', [0, 2]],
    ]);
  });

  it('gives the numbers of each kind, and the tags of their series', () => {
    expect(decoded.flatMap(({ points }) => points.map(({ value }) => value)).slice(0, 5)).toEqual([
      { type: 'counter', sum: 7 }, { type: 'counter', sum: 2.5 }, { type: 'counter', sum: 3 }, { type: 'gauge', value: 5, min: 1, max: 6 }, { type: 'rate', passes: 4, total: 5 },
    ]);
    const [first] = decoded[0]?.points ?? [];
    expect(['name', 'status', 'none'].map((key) => first?.attributes.get(key))).toEqual(['løgin', '200', undefined]);
    expect(decoded[2]?.points[0]?.attributes.get('check')).toBe('');
  });

  it('gives a trend with its buckets: zero and less apart', () => {
    expect(decoded[3]?.points[0]?.value).toMatchObject({ type: 'trend', count: 8, min: -3, max: 12.01, point: { bits: 7, zeroCount: 2, indexes: [1, 250, 256, 955], counts: [1, 1, 2, 2] } });
  });

  it('takes the last value of a gauge that is below zero for the greatest, where k6 tells 0', () => {
    const [metric] = decodeMetricSet(encodeMetricSet([{ name: 'a', series: [{ gauge: [{ time, last: -2, count: 2, min: -3, max: 0 }] }] }]));
    expect(metric?.points[0]?.value).toEqual({ type: 'gauge', value: -2, min: -3, max: -2 });
  });

  it.each<[string, Partial<HdrOf>]>([['some samples are beyond them', { count: 3, high: 1 }], ['they are of another resolution', { resolution: 1 }]])('has no buckets where %s', (_, more) => {
    expect(trendOf({ ...hdrOf([1, 2]), ...more })).not.toHaveProperty('point');
    expect(trendOf(hdrOf([1, 2]))).toHaveProperty('point');
  });

  it.each<[string, Partial<HdrOf>]>([
    ['more buckets than counters', { spans: [[1000, 3]] }], ['fewer buckets than counters', { spans: [[1000, 1]] }], ['buckets beyond all numbers', { spans: [[2 ** 40, 2]] }],
  ])('is refused where it has %s', (_, more) => {
    expect(() => trendOf({ ...hdrOf([1, 2]), counters: [1, 1], ...more })).toThrow(WireError);
  });

  it('of changed, cut or any bytes is read, or refused with the one error', () => {
    const whole = encodeMetricSet(metrics);
    const changed = fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length)).map(([at, byte, end]) => {
      const copy = Buffer.from(whole);
      copy[at] = byte;
      return end % 3 === 0 ? copy.subarray(0, end) : copy;
    });
    fc.assert(fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))), (bytes) => {
      try {
        expect(Array.isArray(decodeMetricSet(bytes))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }), { numRuns: 3000 });
  });

  it('has every sample in a bucket around it', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.integer({ min: 0, max: 100_000 }).map((units) => units / 1000)), { minLength: 1, maxLength: 30 }), (values) => {
      const value = trendOf(hdrOf(values));
      const buckets = new Buckets();
      if (value?.type === 'trend' && value.point) buckets.addPoint(value.point);
      const entries = [...buckets.entries()].sort((a, b) => a.low - b.low);
      const held = entries.flatMap(({ low, high, count }) => Array.from({ length: count }, () => ({ low, high })));
      for (const [at, sample] of values.toSorted((a, b) => a - b).entries()) {
        const { low = Infinity, high = -Infinity } = held[at] ?? {};
        expect(low).toBeLessThanOrEqual(sample * (1 + 1e-12));
        expect(high).toBeGreaterThanOrEqual(sample * (1 - 1e-12));
      }
      expect(held).toHaveLength(values.length);
    }));
  });
});
