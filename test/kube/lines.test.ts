import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { readLineBatches, readLines } from '../../kube/lines.ts';
import { all } from './helpers.ts';

const collect = async (chunks: Iterable<Buffer>, keepRest = false): Promise<string[]> => all(readLines(Readable.from(chunks), keepRest));

describe('the lines of a stream', () => {
  it('are the same however the network cuts them, even within a character', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(40)), async (texts, cuts) => {
      const lines = texts.map((text) => text.replaceAll('\n', ''));
      let rest = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const chunks = cuts.map((cut) => {
        const chunk = rest.subarray(0, cut);
        rest = rest.subarray(cut);
        return chunk;
      });
      expect(await collect([...chunks, rest].filter(({ length }) => length > 0))).toEqual(lines);
    }));
  });

  it('come all at once that came while their reader was busy', async () => {
    const stream = new PassThrough();
    const batches = readLineBatches(stream);
    stream.write('a\n');
    expect(await batches.next()).toEqual({ done: false, value: ['a'] });
    for (const text of ['b', '\nc\n', 'd\ne']) {
      stream.write(text);
      await setImmediate();
    }
    expect(await batches.next()).toEqual({ done: false, value: ['b', 'c', 'd'] });
  });

  it('wait where they come from, beyond what a slow reader may leave, and all come in the end', async () => {
    let made = 0;
    const stream = Readable.from((function* chunks() {
      for (; made < 1000; made += 1) yield Buffer.from(`${'x'.repeat(1023)}\n`);
    })(), { highWaterMark: 1 });
    const batches = readLineBatches(stream);
    const first = await batches.next();
    let lines = first.done === true ? 0 : first.value.length;
    for (let quiet = 0; quiet < 100; quiet += 1) await setImmediate();
    expect(made - lines).toBeGreaterThan(60);
    expect(made - lines).toBeLessThan(70);
    for await (const batch of batches) lines += batch.length;
    expect(lines).toBe(1000);
  });

  it('leave out a last line that was cut', async () => {
    expect(await collect([Buffer.from('whole\ncut')])).toEqual(['whole']);
  });

  it('keep a last line without an end where that is no fault', async () => {
    expect(await collect([Buffer.from('whole\nlast')], true)).toEqual(['whole', 'last']);
  });

  it('come before the error that broke the stream', async () => {
    const broken = Readable.from((function* chunks() {
      yield Buffer.from('a\nb\nc');
      throw new Error('reset');
    })());
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const line of readLines(broken, true)) seen.push(line);
    };
    await expect(read()).rejects.toThrow('reset');
    expect(seen).toEqual(['a', 'b']);
  });

  it('are refused when one has no end', async () => {
    const endless = (function* chunks() {
      for (;;) yield Buffer.alloc(1024 * 1024, 'x');
    })();
    await expect(collect(endless)).rejects.toThrow(/a line of more than/);
  });

  it('let go of the stream when the reader stops early', async () => {
    const stream = Readable.from([Buffer.from('a\nb\n'), Buffer.from('c\n')]);
    for await (const line of readLines(stream)) {
      expect(line).toBe('a');
      break;
    }
    expect(stream.destroyed).toBe(true);
  });
});
