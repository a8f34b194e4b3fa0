import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { segmentArguments } from '../../api/segments.ts';

describe('segmentArguments', () => {
  it('gives the first of four runners the first quarter and the whole sequence', () => {
    expect(segmentArguments(1, 4)).toEqual(['--execution-segment=0:1/4', '--execution-segment-sequence=0,1/4,2/4,3/4,1']);
  });

  it('ends the last runner\'s segment at 1', () => {
    expect(segmentArguments(4, 4)[0]).toBe('--execution-segment=3/4:1');
  });

  it('gives a single runner no segment', () => {
    expect(segmentArguments(1, 1)).toEqual([]);
  });

  it.each([[5, 4], [0, 4], [-1, 4], [1, 0], [1.5, 4], [Number.NaN, 4]])('refuses runner %d of %d', (index, total) => {
    expect(() => segmentArguments(index, total)).toThrow(RangeError);
  });

  it('cuts the load without gap or overlap for every number of runners', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 300 }), (total) => {
      const segments = Array.from({ length: total }, (_, at) => segmentArguments(at + 1, total));
      const edges = segments.map(([segment = '']) => segment.replace('--execution-segment=', '').split(':'));
      expect(edges[0]?.[0]).toBe('0');
      expect(edges.at(-1)?.[1]).toBe('1');
      for (let at = 1; at < total; at++) expect(edges[at]?.[0]).toBe(edges[at - 1]?.[1]);
      expect(new Set(segments.map(([, sequence]) => sequence))).toEqual(new Set([
        `--execution-segment-sequence=${[edges[0]?.[0], ...edges.map(([, end]) => end)].join(',')}`,
      ]));
    }), { numRuns: 30 });
  });
});
