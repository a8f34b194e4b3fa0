import { styleText } from 'node:util';

/** What a colour means; the palette is told apart by the colour-blind too, and nothing is said by colour alone. */
export type Tone = 'good' | 'bad' | 'busy' | 'caution' | 'dim' | 'strong';

export type Paint = (tone: Tone, text: string) => string;

const styles = { good: 'cyan', bad: 'red', busy: 'blue', caution: 'yellow', dim: 'dim', strong: 'bold' } as const;

export const noPaint: Paint = (_tone, text) => text;

/** Colours where `stream` is a terminal, and as NO_COLOR and FORCE_COLOR say. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (tone, text) => styleText(styles[tone], text, { stream, validateStream: true });
}

/** What k6's own summary tells apart by colours; its marks say the same without. */
export type K6Tone = 'pass' | 'fail' | 'value' | 'extra' | 'source' | 'leader' | 'title';

export type K6Paint = (tone: K6Tone, text: string) => string;

/** Those of k6, since it is k6's picture that people know. */
const k6Styles: Record<K6Tone, Parameters<typeof styleText>[0]> = {
  pass: 'green', fail: 'red', value: 'cyan', extra: ['dim', 'cyan'], source: 'white', leader: ['dim', 'white'], title: 'bold',
};

export const noK6Paint: K6Paint = (_tone, text) => text;

/** As `paintFor`. */
export function k6PaintFor(stream: NodeJS.WriteStream): K6Paint {
  return (tone, text) => styleText(k6Styles[tone], text, { stream, validateStream: true });
}
