import { ArgumentError, isSwitchedOn, runArguments } from '../../../api/arguments/index.ts';
import type { Run } from '../../../api/run.ts';

/** One runner alone runs them once by itself. */
function isOnce({ spec }: Run, total: number): boolean {
  return spec.setup === 'Once' && total > 1;
}

/** Arguments that cannot be read make no runners; whoever judges the run says so. */
function isLeftOut({ spec }: Run, flag: 'no-setup' | 'no-teardown'): boolean {
  try {
    return isSwitchedOn(runArguments(spec), flag);
  } catch (error) {
    if (error instanceof ArgumentError) return false;
    throw error;
  }
}

/** Whether the starter has runner 1 run setup() for all: not where the user's own --no-setup leaves it out. */
export function setsUpOnce(run: Run, total: number): boolean {
  return isOnce(run, total) && !isLeftOut(run, 'no-setup');
}

/** Whether runner 1 runs teardown() after the end of all: not where the user's own --no-teardown leaves it out. */
export function tearsDownOnce(run: Run, total: number): boolean {
  return isOnce(run, total) && !isLeftOut(run, 'no-teardown');
}

/**
 * What keeps runner `index` (1-based) of `total` from running setup() and teardown() by itself. Runner 1 goes on after the end of its test,
 * so that it can still be asked to run teardown(). A flag that the user gave already is not given again.
 */
export function onceFlags(run: Run, index: number, total: number): string[] {
  return [
    ...(setsUpOnce(run, total) ? ['--no-setup'] : []),
    ...(tearsDownOnce(run, total) ? ['--no-teardown', ...(index === 1 ? ['--linger'] : [])] : []),
  ];
}
