import { describe, expect, it } from '@jest/globals';
import { parseDuration, timerMilliseconds } from '../../plugin/duration.ts';

describe('parseDuration', () => {
  it.each([['90', 90], ['0', 0], ['30s', 30], ['5m', 300], ['1h30m', 5400], ['1.5h', 5400], ['250ms', 0.25]])('reads %s as %d s', (text, seconds) => {
    expect(parseDuration(text, '--timeout')).toBeCloseTo(seconds, 6);
  });

  it.each(['', 'x', '5x', '-3s', '1h 3m', 's', '3s!'])('refuses "%s" as wrong usage, and names the flag', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('--timeout') }));
  });
});

it('makes no timer of 1000 h that ends at once, as Node does', () => {
  expect(timerMilliseconds(parseDuration('1000h', '--timeout'))).toBe(2 ** 31 - 1);
  expect(timerMilliseconds(1.5)).toBe(1500);
});
