import { isFinal } from '../status/next.ts';
import { create } from './create.ts';
import { initialize } from './initialize.ts';
import { judge } from './judge.ts';
import { recalled } from './recalled.ts';
import { retain } from './retain.ts';
import { settle } from './settle.ts';
import { start } from './start.ts';
import { teardown } from './teardown.ts';
import type { Context, Plan, Step } from './types.ts';
import { watch } from './watch.ts';

/**
 * The order in which a pass asks what to do; the first step that has an answer decides.
 *
 * A verdict comes before all progress, and what it ends comes before the verdict of anything else; then the way to the start,
 * stage by stage; last the run that is on, or at its teardown().
 */
const steps: readonly Step[] = [judge, settle, initialize, create, start, teardown, watch];

/** A timer that is set for longer than 2^31 - 1 ms fires at once. */
const longestTimerMilliseconds = 24 * 3600 * 1000;

/** Decides one pass over a run from what was read of it. Pure: the same world, status and time give the same plan. */
export function plan(context: Context): Plan {
  const decided = isFinal(context.before) ? retain(context) : firstAnswer(recalled(context));
  return decided.again === undefined ? decided : { ...decided, again: Math.min(decided.again, longestTimerMilliseconds) };
}

function firstAnswer(context: Context): Plan {
  for (const step of steps) {
    const decided = step(context);
    if (decided) return decided;
  }
  return { actions: [], status: context.before };
}
