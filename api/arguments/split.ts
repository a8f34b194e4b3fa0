import { ArgumentError } from './error.ts';

/**
 * One token a shell knows of, in order of precedence: white space, a joined line's end, a quoted part, an escaped character,
 * a bare run of characters, or the start of a part that is never closed.
 */
const token = /(?<space>\s+)|(?<joined>\\\n)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[^])*)"|\\(?<escaped>[^])|(?<bare>[^\s'"\\]+)|(?<open>['"\\])/gu;

/** Inside double quotes a backslash means something before these alone; elsewhere it stands for itself, as in a POSIX shell. */
const escapedInDouble = /\\(["\\$`\n])/gu;

/**
 * Splits text into words as a POSIX shell does: quotes and backslashes are honoured, and nothing is expanded,
 * so that `$(VAR)` and `$$` reach the kubelet as they were written.
 * @throws ArgumentError with the character's position where a quote stays open
 */
export function splitArguments(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const match of text.matchAll(token)) {
    const { space, joined, open } = match.groups ?? {};
    if (open !== undefined) throw openFault(open, match.index);
    if (joined !== undefined) continue;
    if (space === undefined) {
      word = (word ?? '') + literal(match.groups ?? {});
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function literal(groups: Record<string, string | undefined>): string {
  const { single, double, escaped, bare } = groups;
  if (double !== undefined) return double.replace(escapedInDouble, (_, char: string) => (char === '\n' ? '' : char));
  return single ?? escaped ?? bare ?? '';
}

function openFault(char: string, position: number): ArgumentError {
  const what = char === '\\' ? 'The backslash' : `The quote ${char}`;
  const missing = char === '\\' ? 'has nothing to escape' : 'is never closed';
  return new ArgumentError(`${what} at character ${position + 1} ${missing}`, position);
}
