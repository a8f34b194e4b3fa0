import { teardownName } from '../../api/names.ts';
import { tearsDownOnce } from '../jobs/runner/once.ts';
import { starterJob, type Shot } from '../jobs/starter/job.ts';
import { isActive, isEnded, isRunning, isWaiting, type ChildState, type Running } from '../observe/state.ts';
import type { ConditionChange } from '../status/conditions.ts';
import { nextStatus } from '../status/next.ts';
import { activeDeadline, isStarted } from './facts.ts';
import type { Action, Context, Plan } from './types.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/**
 * For teardown() itself, which k6 ends after the script's teardownTimeout (60 s by default), and for a Job that cannot get its pod: more
 * than either takes where all is well.
 */
const roomSeconds = 600;
/** The longest timeout that a starter takes: a day. */
const longestSeconds = 86_400;
/** What the Job's own deadline gives its pod beside that. */
const jobSeconds = 60;
/** A run is looked at this often even where no watch tells of a change. */
const resyncMilliseconds = 30_000;

/** The last of a started run whose teardown() runs once: runner 1, which lingers after its test, runs it when all others ended, and is ended. */
export function teardown(context: Context): Plan | undefined {
  const actions = teardownActions(context);
  if (!actions) return undefined;
  const { world, now } = context;
  const status = nextStatus(context, { stage: 'started', conditions: { Finished: progress(world.teardown) } });
  const due = isOver(context) ? Infinity : Math.min(activeDeadline(context) ?? Infinity, patienceEnds(context));
  return { actions, status, again: Math.min(resyncMilliseconds, Math.max(0, due - now)) };
}

function progress(child: ChildState): ConditionChange {
  if (isWaiting(child) && child.reason !== 'PodPending') return { status: 'False', reason: child.reason, message: `the teardown: ${child.message}` };
  return { status: 'False', reason: 'RunnersRunning', message: 'every other runner ended; runner 1 ends its test and runs teardown()' };
}

/** What runner 1's teardown() takes now; undefined while other runners are on, and where this run has none of its own. */
export function teardownActions(context: Context): Action[] | undefined {
  const { world } = context;
  const [first, ...others] = world.runners;
  if (!tearsDownOnce(world.run, world.total) || !isStarted(context)) return undefined;
  if (first === undefined || !isRunning(first) || others.some(isActive)) return undefined;
  if (isOver(context)) return [...endTeardown(context), { do: 'terminate-pod', pod: first.pod }];
  return world.teardown.phase === 'absent' ? tearDown(context, first) : [];
}

function tearDown(context: Context, { ip }: Running): Action[] {
  if (ip === undefined) return [];
  const { world, settings } = context;
  const shot: Shot = { action: 'teardown', targets: [{ index: 1, ip }], timeoutSeconds: timeoutSeconds(context) };
  return [{ do: 'create-job', role: 'teardown', job: starterJob(world.run, shot, settings) }];
}

/**
 * Runner 1 may still be at its test, and then for as long as the script likes: it is waited for as any runner is, until the run's own
 * deadline or else for a day. One that was stopped is at its end.
 */
function timeoutSeconds(context: Context): number {
  if (verdictOf(context.before)) return roomSeconds;
  const deadline = activeDeadline(context);
  return deadline === undefined ? longestSeconds : Math.min(longestSeconds, Math.max(0, Math.ceil((deadline - context.now) / 1000)) + roomSeconds);
}

/** Whether teardown() ended, or is given up because its Job could not be made or does not get its pod. */
function isOver(context: Context): boolean {
  const { teardown: child } = context.world;
  if (isEnded(child)) return true;
  return !isRunning(child) && ((isWaiting(child) && child.hopeless) || context.now >= patienceEnds(context));
}

/** Counted from the end of the last of the other runners; Infinity where none is known. Milliseconds since the epoch. */
function patienceEnds({ world }: Context): number {
  const ends = world.runners.slice(1).filter(isEnded).flatMap(({ endedAt }) => (endedAt === undefined ? [] : [Date.parse(endedAt)]));
  return world.teardown.phase !== 'running' && ends.length > 0 ? Math.max(...ends) + roomSeconds * 1000 : Infinity;
}

/** Ends a teardown that nobody waits for any more: a Job whose pod never ran would wait for one on and on. */
export function endTeardown({ world: { run, teardown: child } }: Context): Action[] {
  if (isWaiting(child)) return [{ do: 'suspend-job', name: teardownName(run.metadata.name) }];
  return isRunning(child) ? [{ do: 'terminate-pod', pod: child.pod }] : [];
}

/** How much longer a run that is being ended may take, for its teardown. Milliseconds. */
export function teardownMilliseconds({ world }: Context): number {
  return world.teardown.phase === 'absent' ? 0 : (roomSeconds + jobSeconds) * 1000;
}

/** Why a runner counts as lost that the operator ended after its teardown(): it was told to end, and nobody heard its result. */
export function lossAfterTeardown({ world }: Context, index: number): Verdict | undefined {
  const runner = world.runners[index - 1];
  if (index !== 1 || !runner || !isEnded(runner) || !runner.withdrawn || !isEnded(world.teardown)) return undefined;
  return { reason: 'RunnerLost', message: 'runner 1, which was ended after teardown(), did not end by itself in time' };
}
