import { describe, expect, it } from '@jest/globals';
import { bytes, duration, percent, plain } from '../../../plugin/summary/humanize.ts';

describe('what k6 makes of a number', () => {
  it.each([
    [0, '', '0s'], [0.000_4, '', '400ns'], [0.0123, '', '12.3µs'], [0.999_999, '', '999.99µs'], [148.219, '', '148.21ms'], [999.999, '', '999.99ms'], [1000, '', '1s'],
    [59_999, '', '59.99s'], [60_000, '', '1m0s'], [61_900, '', '1m1s'], [3_600_000, '', '1h0m0s'], [90_061_000, '', '25h1m1s'],
    [1.5, 's', '0.00s'], [1.5, 'ms', '1.50ms'], [1.5, 'us', '1500.00µs'], [1.5, 'fortnight', '1.5ms'],
  ])('is of %d ms in unit "%s" %s', (value, unit, text) => {
    expect(duration(value, unit)).toBe(text);
  });

  it.each([[0, '0 B'], [9.5, '9.5 B'], [10, '10 B'], [999, '999 B'], [1000, '1.0 kB'], [67_890, '68 kB'], [1_234_567, '1.2 MB'], [5e12, '5.0 TB'], [1e30, '1000000 YB']])('is of %d bytes %s', (count, text) => {
    expect(bytes(count)).toBe(text);
  });

  it('is of a share cut off, so that what is not all is never 100.00%', () => {
    expect([0, 0.083_33, 0.999_999, 1].map(percent)).toEqual(['0.00%', '8.33%', '99.99%', '100.00%']);
  });

  it('is of any other number without zeros at its end', () => {
    expect([1.5, 44.950_719_4, 36].map((value) => plain(value, 6))).toEqual(['1.5', '44.950719', '36']);
  });
});
