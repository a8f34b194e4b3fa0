import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogLine } from '../../../kube/logposition.ts';
import { merged } from '../../../plugin/logs/merge.ts';
import { aSource, at } from './builders.ts';

async function* batches(lines: LogLine[], size: number): AsyncGenerator<LogLine[]> {
  for (let next = 0; next < lines.length; next += size) yield await Promise.resolve(lines.slice(next, next + size));
}

const merge = async (logs: LogLine[][], size = 2): Promise<string[]> => {
  const text: string[] = [];
  for await (const { source, lines } of merged(logs.map((lines, index) => ({ source: aSource(index + 1), batches: batches(lines, size) })))) {
    text.push(...lines.map(({ line }) => `${source.runner ?? ''}:${line}`));
  }
  return text;
};

describe('merged logs', () => {
  it('are in the order of time, and of runners at the same moment', async () => {
    expect(await merge([[at(1, 'a'), at(4, 'b')], [at(1, 'c'), at(3, 'd'), at(4, 'e')], []])).toEqual(['1:a', '2:c', '2:d', '1:b', '2:e']);
  });

  it('are told apart by nanoseconds', async () => {
    expect(await merge([[at(1, 'late', 200_000_001)], [at(1, 'early', 200_000_000)]])).toEqual(['2:early', '1:late']);
  });

  it('keep a line without a time with the line before it', async () => {
    expect(await merge([[at(2, 'a'), { timestamp: '', line: 'remark' }], [at(1, 'b'), at(3, 'c')]])).toEqual(['2:b', '1:a', '1:remark', '2:c']);
  });

  it('have every line once, each log in its own order, however they are cut into batches', async () => {
    const log = fc.array(fc.record({ second: fc.nat(9), nanosecond: fc.nat(3) }), { maxLength: 20 });
    await fc.assert(fc.asyncProperty(fc.array(log, { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), async (shapes, size) => {
      const logs = shapes.map((shape) => shape.toSorted((left, right) => left.second - right.second || left.nanosecond - right.nanosecond).map(({ second, nanosecond }, index) => at(second, String(index), nanosecond)));
      const result = await merge(logs, size);
      // All are written in one zone and with all zeros, so that they compare as text.
      const times = result.map((text) => lineOf(logs, text).timestamp);
      expect(times).toEqual(times.toSorted());
      for (const [index, lines] of logs.entries()) {
        expect(result.filter((text) => text.startsWith(`${index + 1}:`))).toEqual(lines.map((_, at) => `${index + 1}:${at}`));
      }
    }));
  });
});

function lineOf(logs: LogLine[][], text: string): LogLine {
  const [runner = 0, index = 0] = text.split(':').map(Number);
  return logs[runner - 1]?.[index] ?? { timestamp: '', line: '' };
}
