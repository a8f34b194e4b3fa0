import type { Memory } from './memory.ts';
import { isValid, type Clocks, type Previous, type Root, type Settings, type View } from './state.ts';

/** All that a decision goes by. */
export interface Situation {
  view: View;
  /** After `remember` of the same view. */
  memory: Memory;
  clocks: Clocks;
  settings: Settings;
}

/**
 * ms until a certificate is to be renewed: when a third of its life is left.
 * @param lifetime what a new one would get, s; one that was made for longer is renewed as if it had been made for this
 */
export function untilRenewal(root: Root, lifetime: number, { clocks, settings }: Situation): number {
  const life = Math.min(lifetime * 1000, root.notAfter - root.notBefore);
  return root.notAfter - (life / 3) * (1 - settings.jitter / 10) - clocks.wall;
}

/** Whether a CA must be replaced soon, or at once. */
export function isAgeing(ca: Root, situation: Situation): boolean {
  return !isValid(ca, situation.clocks) || untilRenewal(ca, situation.settings.times.caLifetime, situation) <= 0;
}

/**
 * ms until a previous CA may go: its time is over by the wall clock, and this process has seen it for as long by the steady one, so that a
 * clock that jumps cuts nothing short. A time that is further off than any could be was written by a clock that was ahead.
 */
export function untilDropped(previous: Previous, { memory, clocks, settings }: Situation): number {
  const overlap = settings.times.overlap * 1000;
  const wall = (previous.until ?? Infinity) - clocks.wall;
  const steady = (memory.previous.get(previous.id) ?? clocks.steady) + overlap - clocks.steady;
  const life = previous.notAfter - clocks.wall;
  return Math.min(life, Math.max(steady, wall > overlap + 1000 ? 0 : wall));
}
