import { type Seen, warnRun } from '../validation/index.ts';
import { type Change, passes, updateOf } from './change.ts';

/** What an API server takes of warnings, in characters: of each, and of all together. */
const longest = 256;
const longestTogether = 4096;

/**
 * What is legal yet hardly meant, each at most 256 characters and all at most 4096 together; of an update only what it brings about.
 * Only for a change without refusals, whose `object` is one that `admitted` returned. Never throws.
 */
export function advice(change: Change, seen: Seen): string[] {
  if (passes(change)) return [];
  const update = updateOf(change);
  const known = new Set(update ? warnRun(update.before, seen) : []);
  return within(warnRun(change.object, seen).filter((warning) => !known.has(warning)).map(cut));
}

function cut(warning: string): string {
  const characters = Array.from(warning);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : warning;
}

/** As many of the first as there is room for. */
function within(warnings: string[]): string[] {
  let length = 0;
  return warnings.filter((warning) => {
    length += Array.from(warning).length;
    return length <= longestTogether;
  });
}
