import { describe, expect, it } from '@jest/globals';
import { age, span } from '../../../plugin/view/time.ts';

describe('span', () => {
  it.each([[0, '0s'], [-5, '0s'], [59, '59s'], [60, '1m'], [125, '2m5s'], [600, '10m'], [3600, '1h'], [7500, '2h5m'], [36_000, '10h'], [90_000, '1d1h'], [864_000, '10d']])('writes %d s as %s', (seconds, text) => {
    expect(span(seconds * 1000)).toBe(text);
  });
});

describe('age', () => {
  it('is unknown where there is no time', () => {
    expect(age(undefined, 0)).toBe('<unknown>');
    expect(age('1970-01-01T00:00:00Z', 65_000)).toBe('1m5s');
  });
});
