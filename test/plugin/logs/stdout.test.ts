import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { patientWriter } from '../../../plugin/logs/stdout.ts';

describe('what is written to somebody slow', () => {
  it('waits once the stream holds enough, and goes on when that was read', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const write = patientWriter(stream);
    expect(write('short')).toBeUndefined();
    const waits = Promise.all([write('rather long'), write('another')].map((wait) => wait ?? Promise.reject(new Error('no wait'))));
    let waiting = true;
    void waits.then(() => (waiting = false));
    await new Promise(setImmediate);
    expect(waiting).toBe(true);
    const read = text(stream);
    await waits;
    expect(write('more')).toBeUndefined();
    stream.end();
    expect(await read).toBe('shortrather longanothermore');
  });

  it('waits anew when it fills up again', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const write = patientWriter(stream);
    const first = write('rather long');
    stream.read();
    await first;
    const second = write('rather long');
    expect(second).toBeInstanceOf(Promise);
    expect(second).not.toBe(first);
  });

  it('waits no longer when the reader is gone, which never catches up', async () => {
    const stream = new Writable({ highWaterMark: 10, write: () => undefined });
    stream.on('error', () => undefined);
    const wait = patientWriter(stream)('rather long');
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await wait;
    expect(stream.listenerCount('drain')).toBe(0);
  });
});
