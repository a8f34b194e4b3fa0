import { isRunning, isWaiting, type ChildState } from '../observe/state.ts';
import { starterJob, type Target } from '../jobs/starter/job.ts';
import type { ConditionChange } from '../status/conditions.ts';
import { isTrue } from '../status/conditions.ts';
import { nextStatus, type StatusChange } from '../status/next.ts';
import { startDeadline, startSeen } from './facts.ts';
import { pollMilliseconds } from './initialize.ts';
import type { Action, Context, Plan } from './types.ts';
import { verdictOf } from './verdict.ts';

/** The starter gives up a little before the run does, so that its report with the laggards' names still counts. */
const reportMilliseconds = 5000;

/** Starts the runners once all of their pods run: by one starter, or not at all where they do not wait. */
export function start(context: Context): Plan | undefined {
  const seen = startChange(context);
  if (seen) return { actions: [], status: nextStatus(context, { stage: 'started', ...seen }), again: 0 };
  if (isTrue(context.before, 'Started')) return undefined;
  const { world } = context;
  const targets = targetsOf(world.runners);
  const actions: Action[] = world.starter.phase === 'absent' && targets.length === world.total ? [shoot(context, targets)] : [];
  const barrier = barrierProgress(world.starter);
  const status = nextStatus(context, {
    stage: 'created',
    conditions: {
      RunnersReady: { status: 'True', reason: 'AllRunnersReady', message: `all ${world.total} runner pods are running` },
      Started: barrier,
      Finished: barrier,
      Passed: { ...barrier, status: 'Unknown' },
    },
  });
  return { actions, status, again: Math.min(pollMilliseconds, Math.max(0, startDeadline(context) - context.now)) };
}

function shoot(context: Context, targets: Target[]): Action {
  const { world, settings, now } = context;
  const left = startDeadline(context) - now - reportMilliseconds;
  const shot = { action: 'start', targets, timeoutSeconds: Math.max(5, Math.ceil(left / 1000)) } as const;
  return { do: 'create-job', role: 'starter', job: starterJob(world.run, shot, settings) };
}

/** The runners that can be reached. */
export function targetsOf(runners: readonly ChildState[]): Target[] {
  return runners.flatMap((runner, at) => (isRunning(runner) && runner.ip !== undefined ? [{ index: at + 1, ip: runner.ip }] : []));
}

function barrierProgress(starter: ChildState): ConditionChange {
  if (isWaiting(starter) && starter.reason !== 'PodPending') return { status: 'False', reason: starter.reason, message: `the starter: ${starter.message}` };
  return { status: 'False', reason: 'WaitingForBarrier', message: 'the starter waits until every runner has initialised its VUs' };
}

/** What the status says of a start that has just been seen; undefined where there was none, or where it is on record. */
export function startChange(context: Context): StatusChange | undefined {
  const seen = isTrue(context.before, 'Started') ? undefined : startSeen(context);
  if (!seen) return undefined;
  const { total } = context.world;
  const running: ConditionChange = { status: 'False', reason: 'RunnersRunning', message: 'the test is running' };
  const skew = seen.skewMilliseconds === undefined ? '' : `, at most ${seen.skewMilliseconds} ms apart`;
  return {
    start: { time: new Date(context.now).toISOString(), ...seen },
    conditions: {
      RunnersReady: { status: 'True', reason: 'AllRunnersReady', message: `all ${total} runner pods were running` },
      Started: { status: 'True', reason: 'AllRunnersStarted', message: `${total} runners were started${skew}` },
      Finished: running,
      ...(verdictOf(context.before) ? {} : { Passed: { ...running, status: 'Unknown' } }),
    },
  };
}
