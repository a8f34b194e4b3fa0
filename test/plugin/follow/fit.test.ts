import { describe, expect, it } from '@jest/globals';
import { fitted } from '../../../plugin/follow/fit.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at + 1}`).join('\n');

describe('a picture on a screen', () => {
  it('is whole where it has room', () => {
    expect(fitted(lines(9), { rows: 10, columns: 80 })).toBe(lines(9));
  });

  it('keeps its top, where the verdict is, and says how much is missing', () => {
    expect(fitted(lines(40), { rows: 5, columns: 80 })).toBe('line 1\nline 2\nline 3\n... 37 more lines');
  });

  it('counts the rows that a narrow terminal makes of a long line, and no colours', () => {
    const long = 'x'.repeat(41);
    expect(fitted(`${long}\n${lines(8)}`, { rows: 6, columns: 40 })).toBe(`${long}\nline 1\nline 2\n... 6 more lines`);
    const coloured = `\u001b[36m${'x'.repeat(40)}\u001b[39m`;
    expect(fitted(`${coloured}\nb`, { rows: 3, columns: 40 })).toBe(`${coloured}\nb`);
  });
});
