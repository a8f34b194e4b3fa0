import { describe, expect, it } from '@jest/globals';
import { clock, duration, shownValue, unitOf, type Unit } from '../../../plugin/report/format.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('shownValue', () => {
  it.each<[number | undefined, Unit, string]>([
    [1_234_567, 'number', '1 234 567'], [2.3456, 'number', '2.346'], [0.00123, 'number', '0.0012'], [0, 'number', '0'],
    [0.0081, 'share', '0.81 %'], [0, 'share', '0 %'], [1, 'share', '100 %'], [0.00001, 'share', '< 0.01 %'], [0.99999, 'share', '> 99.99 %'],
    [209.43, 'time', '209.4 ms'], [1500, 'time', '1.500 s'], [90_000, 'time', '90 s'], [125_000, 'time', '2 min 5 s'], [0.0004, 'time', '0.400 µs'], [0.032, 'time', '32 µs'], [0, 'time', '0 ms'],
    [566_041_000, 'data', '566 MB'], [12, 'data', '12 B'], [999_900, 'data', '1 MB'], [1890, 'speed', '1.89 kB/s'], [0, 'speed', '0 B/s'], [356.1, 'rate', '356.1/s'],
    [undefined, 'time', '–'], [Number.NaN, 'number', '–'], [Infinity, 'data', '–'],
  ])('%p as %s is %s', (value, unit, text) => {
    expect(plain(shownValue(value, unit))).toBe(text);
  });
});

describe('unitOf', () => {
  it('goes by the type first, then by what it contains', () => {
    expect([unitOf('rate', 'time'), unitOf('trend', 'time'), unitOf('counter', 'data'), unitOf('gauge', 'default')]).toEqual(['share', 'time', 'data', 'number']);
  });
});

describe('times', () => {
  it.each([[0, '0:00'], [65, '1:05'], [3723, '1:02:03']])('%p s on the axis are %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });

  it.each([[900, '0.9 s'], [10_000, '10 s'], [300_412, '5 min'], [3_723_000, '1 h 2 min 3 s']])('%p ms last %s', (milliseconds, text) => {
    expect(plain(duration(milliseconds))).toBe(text);
  });
});
