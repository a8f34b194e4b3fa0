import { parseStarterReport } from '../../api/starterreport.ts';
import type { StartReport } from '../../api/status.ts';
import { isEnded, isRunning, isWaiting, type ChildState } from '../observe/state.ts';
import { findCondition, isTrue } from '../status/conditions.ts';
import { hasReached } from '../status/next.ts';
import { isPaused } from '../jobs/runner/command.ts';
import type { Context } from './types.ts';

export const defaultStartDeadlineSeconds = 600;

/** Whether the runners have been started, by the record or by what can be seen. */
export function isStarted(context: Context): boolean {
  return isTrue(context.before, 'Started') || startSeen(context) !== undefined;
}

/** Whether every runner was made once; a starter is made after that alone. One that is missing then is never made again, since it may have run. */
export function wereCreated({ world, before }: Pick<Context, 'world' | 'before'>): boolean {
  return hasReached(before, 'created') || world.starter.phase !== 'absent';
}

/** The start as it can be seen now, or undefined where the runners were not started yet. */
export function startSeen({ world }: Context): Partial<StartReport> | undefined {
  return isPaused(world.run) ? reportedStart(world.starter) : unpausedStart(world.runners);
}

function reportedStart(starter: ChildState): Partial<StartReport> | undefined {
  if (!isEnded(starter) || starter.exitCode !== 0) return undefined;
  const report = parseStarterReport(starter.report ?? '');
  const time = report?.time ?? starter.endedAt;
  return {
    ...(time === undefined ? {} : { time }),
    ...(report?.skewMilliseconds === undefined ? {} : { skewMilliseconds: report.skewMilliseconds }),
  };
}

/** Runners that do not wait begin when their containers do; Kubernetes keeps those times to the second, too coarse for a skew. */
function unpausedStart(runners: readonly ChildState[]): Partial<StartReport> | undefined {
  if (runners.some((runner) => runner.phase === 'absent' || isWaiting(runner))) return undefined;
  const times = runners.filter(isRunning).flatMap(({ startedAt }) => startedAt ?? []);
  const time = times.toSorted().at(0);
  return time === undefined ? {} : { time };
}

/** When the run must have started, in milliseconds since the epoch; counted from the pass that first saw it. */
export function startDeadline({ world, before, now }: Context): number {
  const seconds = world.run.spec.startDeadlineSeconds ?? defaultStartDeadlineSeconds;
  return firstSeen(before, now) + seconds * 1000;
}

function firstSeen(status: Context['before'], now: number): number {
  const started = findCondition(status, 'Started');
  return started ? Date.parse(started.lastTransitionTime) : now;
}

/** When a started run must be over, in milliseconds since the epoch; undefined where it has no such limit. */
export function activeDeadline({ world, before }: Context): number | undefined {
  const seconds = world.run.spec.activeDeadlineSeconds;
  const time = before.start?.time ?? findCondition(before, 'Started')?.lastTransitionTime;
  return seconds === undefined || time === undefined ? undefined : Date.parse(time) + seconds * 1000;
}

/** Names a few runners of many, for a message. */
export function nameRunners(indices: readonly number[]): string {
  const shown = indices.slice(0, 10).join(', ');
  const more = indices.length > 10 ? ` and ${indices.length - 10} more` : '';
  return `${indices.length === 1 ? 'runner' : 'runners'} ${shown}${more}`;
}

/** The 1-based indices of the runners for which `test` holds. */
export function runnersWhere(runners: readonly ChildState[], test: (state: ChildState) => boolean): number[] {
  return runners.flatMap((state, at) => (test(state) ? [at + 1] : []));
}
