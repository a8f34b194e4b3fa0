import type { Source } from './source.ts';

/**
 * Colours that people who see fewer of them still tell apart, after Okabe and Ito, as numbers of the 256-colour palette; all are light enough
 * for a black background and dark enough for a white one, as far as one colour can be both.
 */
const manyColours = [33, 208, 36, 170, 74, 178, 167, 104];
/** Cyan, yellow, green, magenta, bright blue, bright red: dark blue would be unreadable on black. */
const fewColours = [36, 33, 32, 35, 94, 91];
const grey = '\u001b[90m';
const reset = '\u001b[39m';

/** Paints a prefix in the colour of its source: always the same for the same runner; what is no runner is grey. */
export type Paint = (source: Pick<Source, 'runner'>, text: string) => string;

export const noPaint: Paint = (_source, text) => text;

/** @param colourBits as from WriteStream.getColorDepth(): 4 for 16 colours, 8 and more for 256 */
export function paintFor(colourBits: number): Paint {
  const starts = colourBits >= 8 ? manyColours.map((number) => `\u001b[38;5;${number}m`) : fewColours.map((number) => `\u001b[${number}m`);
  return ({ runner }, text) => `${runner === undefined ? grey : starts[(runner - 1) % starts.length] ?? grey}${text}${reset}`;
}

export const colourWords = ['auto', 'always', 'never'] as const;
export type ColourWord = (typeof colourWords)[number];

interface Terminal {
  isTTY?: boolean | undefined;
  getColorDepth?: (env?: object) => number;
}

/** The paint for an output: `auto` is colour on a terminal unless NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function choosePaint(word: ColourWord, output: Terminal, env: Record<string, string | undefined>): Paint {
  if (word === 'never' || (word === 'auto' && (output.isTTY !== true || isRefused(env)))) return noPaint;
  const bits = output.getColorDepth?.(env) ?? 8;
  return paintFor(bits);
}

function isRefused(env: Record<string, string | undefined>): boolean {
  return (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
}
