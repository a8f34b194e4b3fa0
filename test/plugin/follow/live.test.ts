import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { startLive } from '../../../plugin/follow/live.ts';

/** A stream that keeps what is written, a terminal or not. */
function output(terminal: { rows: number } | undefined): { stream: NodeJS.WriteStream; text: () => string } {
  const through = new PassThrough();
  let written = '';
  through.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  const stream = Object.assign(through, { isTTY: terminal !== undefined, columns: 80, rows: terminal?.rows ?? 0 }) as unknown as NodeJS.WriteStream;
  return { stream, text: () => written };
}

describe('startLive', () => {
  it.each([undefined, { rows: 0 }])('writes a line for what changes, and none twice, where there is no screen (%j)', async (terminal) => {
    const { stream, text } = output(terminal);
    const live = await startLive(stream);
    for (const line of ['a', 'a', 'b', 'a']) live.show(() => 'picture', line);
    live.end();
    expect(text()).toBe('a\nb\na\n');
  });

  it('leaves the whole last picture on a screen, however small that is', async () => {
    const { stream, text } = output({ rows: 3 });
    const live = await startLive(stream);
    live.show(() => 'first', 'x');
    live.show(() => ['1', '2', '3', '4', '5'].join('\n'), 'y');
    live.end();
    const shown = stripVTControlCharacters(text());
    expect(shown.endsWith('1\n2\n3\n4\n5\n')).toBe(true);
    expect(shown).not.toContain('first');
  });
});
