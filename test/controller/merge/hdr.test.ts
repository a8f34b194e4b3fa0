import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Buckets } from '../../../controller/merge/buckets.ts';
import { coarserHdrIndex, hdrBits, hdrEdges, hdrResolution } from '../../../controller/merge/hdr.ts';
import { quantile } from '../../../controller/merge/quantile.ts';
import type { TrendSeries } from '../../../controller/merge/types.ts';
import { hdrIndexOf } from '../collector/cloud/encode.ts';

const values = fc.oneof(fc.double({ min: 0.001, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 200_000 }).map((units) => units / 1000));

describe('the buckets of k6\'s own histogram', () => {
  it('follow each other without a gap', () => {
    for (let index = 1; index < 4000; index += 1) expect(hdrEdges(index + 1, hdrBits).low).toBe(hdrEdges(index, hdrBits).high);
  });

  it('hold their values, and are never wider than 1/128 of them and of the step that they are rounded up by', () => {
    fc.assert(fc.property(values, (value) => {
      const { low, high } = hdrEdges(hdrIndexOf(value), hdrBits);
      expect(low).toBeLessThanOrEqual(value * (1 + 1e-12));
      expect(high).toBeGreaterThanOrEqual(value * (1 - 1e-12));
      expect(high - low).toBeLessThanOrEqual(Math.max(hdrResolution, (value + hdrResolution) / 128) * (1 + 1e-9));
    }));
  });

  it('lie within the coarser ones that they are put together to', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 7000 }), fc.integer({ min: 1, max: hdrBits }), (index, bits) => {
      const fine = hdrEdges(index, hdrBits);
      const coarse = hdrEdges(coarserHdrIndex(index, hdrBits, bits), bits);
      expect(coarse.low).toBeLessThanOrEqual(fine.low * (1 + 1e-12));
      expect(coarse.high).toBeGreaterThanOrEqual(fine.high * (1 - 1e-12));
      expect(coarse.high - coarse.low).toBeLessThanOrEqual(Math.max(0.001, fine.high / 2 ** bits) * (1 + 1e-9));
    }));
  });

  it('add up the same in any order, beside exponential ones', () => {
    const point = (index: number): Parameters<Buckets['addPoint']>[0] => index % 2 === 0 ? { bits: 7, zeroCount: 1, indexes: [index, index + 3], counts: [1, 2] } : { scale: 3, zeroCount: 1, offset: index, counts: [2] };
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }), (indexes) => {
      const [one, other, half] = [new Buckets(), new Buckets(), new Buckets()];
      for (const index of indexes) one.addPoint(point(index));
      for (const [at, index] of indexes.toReversed().entries()) (at % 2 === 0 ? half : other).addPoint(point(index));
      other.addAll(half);
      const listed = (buckets: Buckets): unknown => [...buckets.entries()].sort((a, b) => a.low - b.low || a.high - b.high);
      expect(listed(other)).toEqual(listed(one));
    }));
  });

  it('bound every quantile of their samples, within 0.8 % of it', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 1, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (samples, share) => {
      const sorted = samples.toSorted((a, b) => a - b);
      const buckets = new Buckets();
      for (const sample of samples) buckets.addPoint({ bits: hdrBits, zeroCount: 0, indexes: [hdrIndexOf(sample)], counts: [1] });
      const trend: TrendSeries = { type: 'trend', contains: 'time', count: samples.length, sum: 0, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, buckets, grids: [] };
      const rank = share * (sorted.length - 1);
      const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
      const truth = below + (above - below) * (rank - Math.floor(rank));
      const { value, bound = { low: value, high: value } } = quantile(trend, share);
      expect(bound.low).toBeLessThanOrEqual(truth * (1 + 1e-9));
      expect(bound.high).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
      expect(bound.high - bound.low).toBeLessThanOrEqual(truth * 0.0081);
    }));
  });
});
