import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeSeries } from '../../../controller/merge/merge.ts';
import { quantile, quantiles, type Quantile } from '../../../controller/merge/quantile.ts';
import type { TrendSeries } from '../../../controller/merge/types.ts';
import { bucketsOf, generator, trendOf, trueQuantile } from './samples.ts';

const shares = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.123456, 1];

const shapes: Record<string, (random: () => number, count: number) => number[]> = {
  uniform: (random, count) => Array.from({ length: count }, () => random() * 100),
  lognormal: (random, count) => Array.from({ length: count }, () => Math.exp(4 + normal(random) / 2)),
  bimodal: (random, count) => Array.from({ length: count }, () => (random() < 0.9 ? 10 + random() : 900 + random() * 100)),
  'heavy-tailed': (random, count) => Array.from({ length: count }, () => 1 / (1 - random()) ** 2),
  constant: (_, count) => Array.from({ length: count }, () => 42.125),
  'whole numbers with zeros': (random, count) => Array.from({ length: count }, () => Math.floor(random() * 8)),
};

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function holds({ value, bound = { low: value, high: value } }: Quantile, truth: number): boolean {
  const slack = 1e-9 * Math.abs(truth);
  return bound.low <= truth + slack && truth - slack <= bound.high && bound.low <= value && value <= bound.high;
}

function merged(parts: readonly TrendSeries[]): TrendSeries {
  return parts.reduce((all, part) => mergeSeries(all, part, 'latency'));
}

/** Samples in uneven parts, one for each runner: each is half as large as the one before. */
function split(samples: readonly number[], runners: number): number[][] {
  const parts: number[][] = [];
  let rest = [...samples];
  for (let left = runners; left > 1 && rest.length > 1; left -= 1) {
    const size = Math.max(1, rest.length >> 1);
    parts.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [...parts, rest];
}

describe('the bound of a quantile', () => {
  const runs = fc.record({ seed: fc.integer(), count: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 600 })), runners: fc.integer({ min: 1, max: 10 }) });
  const cases = Object.entries(shapes);

  it.each(cases)('always holds the true quantile of all samples: %s, from the runners\' own quantiles', (_, shape) => {
    fc.assert(fc.property(runs, ({ seed, count, runners }) => {
      const samples = shape(generator(seed), count);
      const prepared = quantiles(merged(split(samples, runners).map((part) => trendOf(part))));
      for (const share of shares) expect(holds(prepared.at(share), trueQuantile(samples, share))).toBe(true);
    }), { numRuns: 25 });
  });

  it.each(cases)('always holds the true quantile of all samples: %s, from buckets of several scales', (_, shape) => {
    fc.assert(fc.property(runs, fc.integer({ min: 2, max: 8 }), ({ seed, count }, coarsest) => {
      const samples = shape(generator(seed), count);
      const trend = { ...trendOf(samples), grids: [], buckets: bucketsOf(samples, (at) => coarsest + (at % (9 - coarsest))) };
      const prepared = quantiles(trend);
      for (const share of shares) expect(holds(prepared.at(share), trueQuantile(samples, share))).toBe(true);
    }), { numRuns: 25 });
  });

  it.each(cases)('always holds the true quantile of all samples, and is no wider than either alone: %s, from both', (_, shape) => {
    fc.assert(fc.property(runs, fc.integer({ min: 2, max: 8 }), ({ seed, count, runners }, scale) => {
      const samples = shape(generator(seed), count);
      const byGrids = merged(split(samples, runners).map((part) => trendOf(part)));
      const buckets = bucketsOf(samples, () => scale);
      for (const share of shares) {
        const both = quantile({ ...byGrids, buckets }, share);
        expect(holds(both, trueQuantile(samples, share))).toBe(true);
        for (const alone of [quantile(byGrids, share), quantile({ ...byGrids, grids: [], buckets }, share)]) expect(width(both)).toBeLessThanOrEqual(width(alone));
      }
    }), { numRuns: 15 });
  });

  it.each(cases)('still holds the true quantile where a runner\'s samples are only counted: %s', (_, shape) => {
    fc.assert(fc.property(runs, ({ seed, count, runners }) => {
      const samples = shape(generator(seed), count);
      const whole = merged(split(samples, runners).map((part) => trendOf(part)));
      const prepared = quantiles({ ...whole, grids: whole.grids.slice(1) });
      for (const share of shares) expect(holds(prepared.at(share), trueQuantile(samples, share))).toBe(true);
    }), { numRuns: 15 });
  });

  function width({ bound }: Quantile): number {
    return bound === undefined ? 0 : bound.high - bound.low;
  }

  it('holds the true quantile of negative values too, which have no buckets of their own', () => {
    const samples = [-5, -1, 0, 2, 3];
    const buckets = bucketsOf(samples.map((value) => Math.max(value, 0)), () => 8);
    for (const share of shares) expect(holds(quantile({ ...trendOf(samples), grids: [], buckets }, share), trueQuantile(samples, share))).toBe(true);
  });
});

describe('quantile', () => {
  const random = generator(7);
  const samples = shapes['lognormal']?.(random, 2000) ?? [];

  it('is exact, without a bound, where one runner told it', () => {
    expect(quantile(trendOf(samples), 0.95)).toEqual({ value: trueQuantile(samples, 0.95) });
  });

  it('is exact, without a bound, for the least and the largest value', () => {
    const trend = merged(split(samples, 4).map((part) => trendOf(part)));
    expect(quantile(trend, 0)).toEqual({ value: Math.min(...samples) });
    expect(quantile(trend, 1)).toEqual({ value: Math.max(...samples) });
  });

  it('is exact, without a bound, where all values are the same', () => {
    const same = Array.from({ length: 100 }, () => 3);
    expect(quantile(merged([trendOf(same), trendOf(same)]), 0.95)).toEqual({ value: 3 });
  });

  it('is within 1 % of the true one for a lognormal latency of ten runners, and says so', () => {
    const parts = Array.from({ length: 10 }, (_, at) => (shapes['lognormal']?.(generator(at), 5000) ?? []).map((value) => value * (1 + at / 4)));
    const trend = merged(parts.map((part) => trendOf(part)));
    for (const share of [0.5, 0.9, 0.95, 0.99]) {
      const truth = trueQuantile(parts.flat(), share);
      const { value, bound } = quantile(trend, share);
      expect(Math.abs(value / truth - 1)).toBeLessThan(0.01);
      expect(((bound?.high ?? 0) - (bound?.low ?? 0)) / truth).toBeLessThan(0.1);
    }
  });

  it('goes by the runners\' own quantiles where the stream contradicts them', () => {
    const trend = merged(split(samples, 4).map((part) => trendOf(part)));
    expect(quantile({ ...trend, buckets: bucketsOf(samples.map(() => trend.max), () => 8) }, 0.5)).toEqual(quantile(trend, 0.5));
  });

  it('is 0 for a trend without samples, as in k6', () => {
    expect(quantile({ ...trendOf([1]), count: 0, grids: [] }, 0.95)).toEqual({ value: 0 });
  });

  it('does not depend on the order of the runners', () => {
    const parts = split(samples, 6).map((part) => trendOf(part));
    fc.assert(fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (shuffled) => {
      for (const share of shares) expect(quantile(merged(shuffled), share)).toEqual(quantile(merged(parts), share));
    }), { numRuns: 20 });
  });
});
