import { describe, expect, it } from '@jest/globals';
import { MomentReader } from '../../kube/logmoment.ts';

const read = (text: string, reader = new MomentReader()): object | undefined => {
  const { second, nanosecond, length } = reader.read(text) ? reader : { second: Number.NaN, nanosecond: 0, length: 0 };
  return length === 0 ? undefined : { second, nanosecond, length };
};
const second = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000;

describe('the time that a line begins with', () => {
  it('is the same moment in every zone and with zeros left off', () => {
    expect(read('2026-01-02T03:04:05.100000000Z x')).toEqual({ second, nanosecond: 100_000_000, length: 30 });
    expect(read('2026-01-02T05:04:05.1+02:00 x')).toEqual({ second, nanosecond: 100_000_000, length: 27 });
    expect(read('2026-01-02T03:04:05Z')).toEqual({ second, nanosecond: 0, length: 20 });
  });

  it('is read alike whatever the line before it had', () => {
    const lines = ['2026-01-02T03:04:05.000000001Z', '2026-01-02T03:04:05.999999999Z x', '2026-01-02T03:04:05.2Z x', '2026-01-02T03:04:05.000000001+02:00 x', '2026-01-02T03:04:06.000000000+02:00'];
    const reader = new MomentReader();
    for (const line of [...lines, ...lines.toReversed()]) expect(read(line, reader)).toEqual(read(line));
  });

  it.each(['', 'remark', '2026', '2026-01-02 x', '2026-01-02T03:04:05.12345678xZ x', '2026-01-02T03:04:05.123456789Zx'])('is none in "%s"', (text) => {
    const reader = new MomentReader();
    reader.read('2026-01-02T03:04:05.123456789Z x');
    expect(read(text, reader)).toBeUndefined();
  });
});
