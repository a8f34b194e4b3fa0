import { Parser } from '@oclif/core';
import { connect, type Connection } from '../connect/connection.ts';
import { globalFlags } from '../connect/flags.ts';

/** Connects as the global flags among `words` say; what is no such flag is passed over. */
export async function connectByWords(words: readonly string[]): Promise<Connection> {
  const { flags } = await Parser.parse(globalWords(words), { flags: globalFlags, strict: false });
  return connect(flags, () => undefined);
}

/** The global flags among the words, with their values. */
function globalWords(words: readonly string[]): string[] {
  const byWord = new Map<string, { type: string }>(Object.entries(globalFlags).flatMap(([name, flag]) => [
    [`--${name}`, flag], [`-${flag.char ?? `-${name}`}`, flag],
  ]));
  return words.slice(0, -1).flatMap((word, at) => {
    const flag = byWord.get(word.split('=', 1)[0] ?? '');
    if (flag === undefined) return [];
    const next = words[at + 1];
    return word.includes('=') || flag.type === 'boolean' || next === undefined ? [word] : [word, next];
  });
}
