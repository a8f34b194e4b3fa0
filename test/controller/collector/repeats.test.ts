import { expect, it } from '@jest/globals';
import { Repeats } from '../../../controller/collector/repeats.ts';

it('knows the last requests again, and forgets those long before', () => {
  const repeats = new Repeats();
  expect(Array.from({ length: 100 }, (_, at) => repeats.isNew(String(at))).every(Boolean)).toBe(true);
  expect([repeats.isNew('99'), repeats.isNew('68'), repeats.isNew('0')]).toEqual([false, false, true]);
});
