import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LogLine } from '../../kube/logposition.ts';

/** So many characters of lines make garbage of three times their size, and 8,000 lines of k6; to clear that up takes some 10 ms. */
const everyCharacters = 1024 * 1024;

/**
 * To be told of all lines that are passed on: clears up what has died after each MiB of them. V8 by itself begins when its heap has grown by a third
 * and by more while its threads get no CPU; what lines arrived in, which lies outside of that heap, does not count for it at all.
 */
export function tidier(collect: () => void = collector()): (lines: readonly LogLine[]) => void {
  let characters = 0;
  return (lines) => {
    for (const { line } of lines) characters += line.length;
    if (characters < everyCharacters) return;
    characters = 0;
    collect();
  };
}

/** V8's own, which it lends to contexts that are made after this flag was set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  return typeof collect === 'function' ? collect as () => void : () => undefined;
}
