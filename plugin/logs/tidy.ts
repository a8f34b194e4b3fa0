import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LogLine } from '../../kube/logposition.ts';

/** Of lines, counted in characters: so many are 4,000 lines of k6; to clear up what they leave takes some 10 ms. */
const every = 1024 * 1024;
/** What a line leaves beside its characters, however short it is: its time, and the objects that it was in. */
const perLine = 128;

/**
 * To be told of all lines that came: clears up what has died after each MiB of them. V8 by itself begins when its heap has grown by a third
 * and by more while its threads get no CPU; what lines arrived in, which lies outside of that heap, does not count for it at all.
 */
export function tidier(collect: () => void = collector()): (lines: readonly LogLine[]) => void {
  let left = 0;
  return (lines) => {
    for (const { line } of lines) left += line.length + perLine;
    if (left < every) return;
    left = 0;
    collect();
  };
}

/** V8's own, which it lends to contexts that are made after this flag was set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  return typeof collect === 'function' ? collect as () => void : () => undefined;
}
