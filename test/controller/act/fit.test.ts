import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitFiles, fitLogs, lastBytes, mergedRoomBytes } from '../../../controller/act/fit.ts';

describe('the end of a text', () => {
  it('is all of it where there is room', () => {
    expect(lastBytes('a\nb\n', 4)).toBe('a\nb\n');
    expect(lastBytes('', 4)).toBe('');
  });

  it('begins with a whole line where it is cut', () => {
    expect(lastBytes('first\nsecond\nthird\n', 12)).toBe('third\n');
  });

  it('is the end of a line that alone is too long, without half a character', () => {
    expect(lastBytes('x'.repeat(20), 5)).toBe('xxxxx');
    expect(lastBytes('ääää', 3)).toBe('ä');
    expect(lastBytes('ääää\n', 4)).toBe('ä\n');
  });

  it('never has more bytes than there is room for, and is always the end', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(200), (lines, room) => {
      const text = lines.join('\n');
      const end = lastBytes(text, room);
      expect(Buffer.byteLength(end)).toBeLessThanOrEqual(Math.max(room, 0));
      expect(text.endsWith(end)).toBe(true);
    }));
  });
});

describe('the room of a ConfigMap', () => {
  const bytes = (files: Record<string, string>): number => Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);

  it('holds what is merged and the ends of a thousand logs together', () => {
    const files = fitFiles([['a.json', 'a'.repeat(mergedRoomBytes - 1)]]);
    const logs = Array.from({ length: 1000 }, (_, at) => ({ key: `runner-${at + 1}.log`, text: 'one line of a log\n'.repeat(1000) }));
    const kept = fitLogs(logs, files);
    expect(Object.keys(kept)).toHaveLength(1000);
    expect(bytes(files) + bytes(kept)).toBeLessThan(1024 * 1024);
    expect(kept['runner-1000.log']).toMatch(/one line of a log\n$/);
  });

  it('goes to the files in the order in which they are given, and one that does not fit keeps none after it out', () => {
    const files = fitFiles([['first', 'small'], ['large', 'x'.repeat(mergedRoomBytes)], ['last', 'small too']]);
    expect(Object.keys(files)).toEqual(['first', 'last']);
  });
});
