import { describe, expect, it } from '@jest/globals';
import { tidier } from '../../../plugin/logs/tidy.ts';

const lines = (count: number, length: number) => Array.from({ length: count }, () => ({ timestamp: '', line: 'x'.repeat(length) }));

describe('what has died while lines were passed on', () => {
  it.each([['long', 896, 1024], ['short', 0, 8192]])('is cleared up once for each MiB of %s lines, however they come', (_, length, most) => {
    let times = 0;
    const tidy = tidier(() => (times += 1));
    const seen = [most - 1, 1, 0, most + 1, most - 1, 1].map((count) => {
      tidy(lines(count, length));
      return times;
    });
    expect(seen).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('is really freed', () => {
    const tidy = tidier();
    const dead = new WeakRef({});
    return new Promise<void>((resolve) => void setImmediate(resolve)).then(() => {
      tidy(lines(1024, 1024));
      expect(dead.deref()).toBeUndefined();
    });
  });
});
