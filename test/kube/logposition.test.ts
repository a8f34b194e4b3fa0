import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LogPosition } from '../../kube/logposition.ts';

/** A line's text is its number; a time is in ms, written with nanoseconds. */
const stamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000001Z');

/** What a server sends for a query: whole seconds only, in the order of the file. */
const since = (lines: { ms: number; text: string }[], sinceTime?: string): string[] => {
  const from = sinceTime === undefined ? -Infinity : Math.floor(Date.parse(sinceTime) / 1000) * 1000;
  return lines.filter(({ ms }) => ms >= from).map(({ ms, text }) => `${stamp(ms)} ${text}`);
};

describe('the position in a log', () => {
  it('lets each line through once, whatever the cuts, equal times and slightly disordered ones', () => {
    const line = fc.record({ step: fc.constantFrom(0, 0, 1, 300, 1000, 2500), back: fc.constantFrom(0, 0, 0, 400) });
    fc.assert(fc.property(fc.array(line, { maxLength: 60 }), fc.array(fc.nat(20), { maxLength: 12 }), (steps, cuts) => {
      let ms = 1_700_000_000_000;
      const lines = steps.map(({ step, back }, i) => {
        ms += step;
        return { ms: ms - back, text: `${i}` };
      });
      const position = new LogPosition();
      const seen: string[] = [];
      // Each stream shows what is written so far and is cut somewhere; the last one shows all.
      let written = 0;
      for (const cut of [...cuts, Infinity]) {
        written = Math.min(lines.length, written + (cut === Infinity ? Infinity : cut));
        const { sinceTime } = position.resume();
        const stream = since(lines.slice(0, written), sinceTime);
        const read = cut === Infinity ? stream : stream.slice(0, Math.max(0, stream.length - (cut % 3)));
        for (const text of read) {
          const taken = position.take(text);
          if (taken !== undefined) seen.push(taken.line);
        }
      }
      expect(seen).toEqual(lines.map(({ text }) => text));
    }));
  });

  it('loses no line when log rotation has removed some of those already read', () => {
    const position = new LogPosition();
    for (const i of [0, 1, 2, 3]) position.take(`${stamp(1000 + i)} ${i}`);
    position.resume();
    const taken = [2, 3, 4].map((i) => position.take(`${stamp(1000 + i)} ${i}`)?.line);
    expect(taken).toEqual([undefined, undefined, '4']);
  });

  it('reads times in the node’s own zone', () => {
    const position = new LogPosition();
    expect(position.take('2026-01-02T03:04:05.123456789+02:00 hello world')).toEqual({ timestamp: '2026-01-02T03:04:05.123456789+02:00', line: 'hello world' });
    expect(position.resume().sinceTime).toBe('2026-01-02T01:04:04.000Z');
  });

  it('keeps an empty line, and a remark of the kubelet’s that has no time', () => {
    const position = new LogPosition();
    expect(position.take(`${stamp(1)} `)?.line).toBe('');
    expect(position.take('unable to retrieve container logs')).toEqual({ timestamp: '', line: 'unable to retrieve container logs' });
  });

  it('begins where it is told to, and only before the first line', () => {
    const start = { sinceTime: '2026-01-01T00:00:00.000Z', tailLines: 5 };
    const position = new LogPosition(start);
    expect(position.resume()).toEqual(start);
    position.take('2026-01-01T00:00:00.500000000Z x');
    expect(position.resume()).toEqual({ sinceTime: '2026-01-01T00:00:00.000Z' });
    position.take('2026-01-01T00:00:09.500000000Z y');
    expect(position.resume()).toEqual({ sinceTime: '2026-01-01T00:00:08.000Z' });
  });

  it('does not let through what lies before the tail that was asked for', () => {
    const position = new LogPosition({ tailLines: 1 });
    position.take(`${stamp(1002)} 2`);
    position.resume();
    expect([0, 1, 2, 3].map((i) => position.take(`${stamp(1000 + i)} ${i}`)?.line)).toEqual([undefined, undefined, undefined, '3']);
  });
});
