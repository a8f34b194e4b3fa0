import { isActive, isEnded, isRunning, isWaiting, type ChildState } from '../observe/state.ts';
import { initializerName, runnerName, starterName } from '../../api/names.ts';
import { starterJob, type Target } from '../jobs/starter/job.ts';
import { nextStatus } from '../status/next.ts';
import { isTrue } from '../status/conditions.ts';
import { collect } from './collect.ts';
import { isStarted, nameRunners, runnersWhere } from './facts.ts';
import { startChange, targetsOf } from './start.ts';
import { teardownActions, teardownMilliseconds } from './teardown.ts';
import type { Action, Context, Plan } from './types.ts';
import { verdictOf, type RecordedVerdict } from './verdict.ts';

/** How long the stopper waits for the runners: k6's graceful stop and teardown take at most 30 s and 60 s unless the script says otherwise. */
const stopperSeconds = 120;
/** After this long the runners get SIGTERM, … */
const patienceMilliseconds = (stopperSeconds + 20) * 1000;
/** … and after this long, more than a pod's whole grace period later, the run ends without those that still do not answer. */
const resignMilliseconds = patienceMilliseconds + 180_000;

/** Ends what is still on, once there is a verdict; then lets the logs be collected and the outcome told. */
export function settle(context: Context): Plan | undefined {
  const verdict = verdictOf(context.before);
  const active = runnersWhere(context.world.runners, isActive);
  if (!verdict) return active.length === 0 && isStarted(context) && isRecorded(context) ? collect(context, undefined) : undefined;
  const waited = context.now - verdict.since;
  if (!isSettled(context, active) && waited < resignMilliseconds + teardownMilliseconds(context)) return stopping(context, verdict, active);
  return collect(context, verdict);
}

/** The start must be on record before the end is told, or the status would say that a run finished which never started. */
function isRecorded({ before }: Context): boolean {
  return isTrue(before, 'Started');
}

function isSettled({ world }: Context, active: number[]): boolean {
  return active.length === 0 && ![world.initializer, world.starter].some(isActive);
}

function stopping(context: Context, verdict: RecordedVerdict, active: number[]): Plan {
  const { before, now } = context;
  const seen = startChange(context);
  const what = active.length > 0 ? `waiting for ${nameRunners(active)}` : 'waiting for the starter';
  const status = nextStatus(context, {
    stage: before.stage ?? 'initialization',
    ...seen,
    conditions: { ...seen?.conditions, Finished: { status: 'False', reason: 'Stopping', message: `${what} to end: ${verdict.message}` } },
  });
  return { actions: stopActions(context, now - verdict.since), status, again: 2000 };
}

function stopActions(context: Context, waited: number): Action[] {
  const { world } = context;
  const name = world.run.metadata.name;
  const helpers = [...end(initializerName(name), world.initializer), ...end(starterName(name), world.starter)];
  // A starter that is still at work could start runners while they are being ended: it goes first.
  if (isRunning(world.starter)) return helpers;
  const last = isStopped(context, waited) ? teardownActions(context) : undefined;
  if (last) return [...helpers, ...last];
  const graceful = isStarted(context) && waited < patienceMilliseconds && !(isEnded(world.stopper) && world.stopper.exitCode !== 0);
  if (!graceful) return [...helpers, ...endRunners(context, isActive)];
  const targets = targetsOf(world.runners);
  const stopper = world.stopper.phase === 'absent' && targets.length > 0 ? [stopThroughRest(context, targets)] : [];
  return [...helpers, ...endRunners(context, isWaiting), ...stopper];
}

/** Whether runner 1 is at its end too, where it lingers for teardown(); a teardown that is on may take longer than the others' end. */
function isStopped({ world: { stopper, teardown } }: Context, waited: number): boolean {
  return isEnded(stopper) && stopper.exitCode === 0 && (waited < patienceMilliseconds || teardown.phase !== 'absent');
}

/** Ends the runners for which `test` holds. */
export function endRunners({ world }: Pick<Context, 'world'>, test: (runner: ChildState) => boolean): Action[] {
  return world.runners.flatMap((runner, at) => (test(runner) ? end(runnerName(world.run.metadata.name, at + 1), runner) : []));
}

/** k6's own stop: it ends iterations and runs teardown and summary, in all runners at the same moment. */
function stopThroughRest({ world, settings }: Context, targets: Target[]): Action {
  const shot = { action: 'stop', targets, timeoutSeconds: stopperSeconds } as const;
  return { do: 'create-job', role: 'stopper', job: starterJob(world.run, shot, settings) };
}

/** Ends one child in the way that keeps the most: a pod that ran keeps its log, a Job whose pod never ran stays to be seen. */
function end(job: string, child: ChildState): Action[] {
  if (isWaiting(child)) return [{ do: 'suspend-job', name: job }];
  return isRunning(child) ? [{ do: 'terminate-pod', pod: child.pod }] : [];
}
