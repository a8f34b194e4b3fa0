import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { median, standings } from '../../../plugin/report/outliers.ts';

const around = fc.double({ min: 95, max: 105, noNaN: true });

describe('standings', () => {
  it('finds the one that takes twice as long, wherever it stands', () => {
    fc.assert(fc.property(fc.array(around, { minLength: 3, maxLength: 30 }), fc.nat(), (others, place) => {
      const at = place % (others.length + 1);
      const far = standings(others.toSpliced(at, 0, 200)).map((one) => one?.far);
      expect(far).toEqual(others.map(() => false).toSpliced(at, 0, true));
    }));
  });

  it('finds nobody among those within a tenth of each other', () => {
    fc.assert(fc.property(fc.array(around, { maxLength: 30 }), (values) => {
      expect(standings(values).some((one) => one?.far)).toBe(false);
    }));
  });

  it('calls neither of two the odd one, and leaves out what is not known', () => {
    expect(standings([100, 300])).toEqual([{ distance: -0.5, far: false }, { distance: 0.5, far: false }]);
    expect(standings([undefined, 0])).toEqual([undefined, undefined]);
    expect(standings([100, undefined, 100, 100, 40])).toEqual([expect.objectContaining({ far: false }), undefined, expect.anything(), expect.anything(), { distance: -0.6, far: true }]);
  });
});

describe('median', () => {
  it.each([[[], undefined], [[3], 3], [[9, 1], 5], [[9, 1, 2], 2]])('of %j is %p', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});
