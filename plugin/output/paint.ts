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
