import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';
import { readDocument, type Block } from './markdown.ts';

/** One thing that the README has its reader do. */
export type Step =
  | { kind: 'write'; place: string; file: string; text: string }
  | { kind: 'command'; place: string; command: string }
  | { kind: 'left out'; place: string; reason: string };

/**
 * README.md from top to bottom. The HTML comment above a block says what else it is than commands to be run: `file: NAME`, the file's content,
 * or `not run: REASON`.
 */
export function readmeSteps(): Step[] {
  return readDocument('README.md', readFileSync(join(root, 'README.md'), 'utf8')).blocks.flatMap(stepsOf);
}

function stepsOf({ place, language, text, note }: Block): Step[] {
  const [, key, value = ''] = /^(file|not run): (.+)$/u.exec(note) ?? [];
  if (key === 'file') return [{ kind: 'write', place, file: value, text }];
  if (key === 'not run') return [{ kind: 'left out', place, reason: value }];
  if (language !== 'bash') throw new Error(`${place}: say in an HTML comment above what this block is: "file: NAME" or "not run: REASON"`);
  return commandsIn(text).map((command) => ({ kind: 'command', place, command }));
}

/** A line that ends in a backslash goes on in the next; a comment at a line's end is left to the shell. */
function commandsIn(text: string): string[] {
  return text.replaceAll(/\\\n\s*/gu, '').split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
}
