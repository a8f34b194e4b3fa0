import { describe, expect, it } from '@jest/globals';
import { style } from '../../../plugin/report/style.ts';

/** The colours of one theme, by name; the first block is light, the second dark. */
function colours(theme: 'light' | 'dark'): Record<string, string> {
  const block = style.split(':root {')[theme === 'light' ? 1 : 2] ?? '';
  const found: Record<string, string> = {};
  for (const [, name = '', hex = ''] of block.slice(0, block.indexOf('}')).matchAll(/--([\w-]+): #([0-9a-f]{3,6});/g)) {
    found[name] = hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex;
  }
  return found;
}

/** WCAG 2's relative luminance of a colour in hex. */
function luminance(hex: string): number {
  const parts = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
}

function contrast(one: string | undefined, other: string | undefined): number {
  const [low = 0, high = 0] = [luminance(one ?? ''), luminance(other ?? '')].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const texts: [text: string, ground: string][] = [
  ...['text', 'muted', 'accent', 'good', 'bad', 'caution'].map((colour): [string, string] => [colour, 'card']),
  ...['text', 'muted'].flatMap((colour) => ['page', 'soft', 'good-soft', 'bad-soft', 'caution-soft'].map((ground): [string, string] => [colour, ground])),
  ['accent', 'page'], ['good', 'good-soft'], ['bad', 'bad-soft'], ['caution', 'caution-soft'], ['line-muted', 'card'],
];

describe.each(['light', 'dark'] as const)('the %s look', (theme) => {
  it.each(texts)('has %s on %s with a contrast of at least 4.5', (text, ground) => {
    expect(contrast(colours(theme)[text], colours(theme)[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['line-first', 'line-second', 'line-third', 'line-odd'])('has %s on a card with a contrast of at least 3', (line) => {
    expect(contrast(colours(theme)[line], colours(theme)['card'])).toBeGreaterThanOrEqual(3);
  });
});
