import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { skewBound } from '../../starter/skew.ts';

describe('the bound of the start skew', () => {
  it('is 0 for one runner, however long it took to answer', () => {
    expect(skewBound([{ sent: 0, answered: 50 }])).toBe(0);
  });

  it('is the latest answer less the earliest shot', () => {
    expect(skewBound([{ sent: 10, answered: 12 }, { sent: 11, answered: 15.5 }])).toBe(5.5);
  });

  it('does not hold a runner\'s own slow answer against itself', () => {
    expect(skewBound([{ sent: 0, answered: 100 }, { sent: 90, answered: 91 }])).toBe(91);
  });

  it('is rounded up', () => {
    expect(skewBound([{ sent: 0, answered: 1.01 }, { sent: 0, answered: 1 }])).toBe(1.1);
  });

  const runners = fc.array(fc.record({ sent: fc.integer({ max: 50, min: 0 }), took: fc.integer({ max: 50, min: 0 }), started: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 2, maxLength: 12 });

  it('holds wherever between shot and answer each runner started, and is reached by some such start', () => {
    fc.assert(fc.property(runners, (list) => {
      const bound = skewBound(list.map(({ sent, took }) => ({ sent, answered: sent + took })));
      const starts = list.map(({ sent, took, started }) => sent + took * started);
      expect(Math.max(...starts) - Math.min(...starts)).toBeLessThanOrEqual(bound + 1e-9);
      const worst = list.flatMap((a, i) => list.filter((_, j) => j !== i).map((b) => a.sent + a.took - b.sent));
      expect(Math.max(0, ...worst)).toBeCloseTo(bound, 6);
    }));
  });
});
