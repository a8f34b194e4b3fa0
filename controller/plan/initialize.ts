import { initializerJob } from '../jobs/initializer/job.ts';
import { isEnded, isWaiting } from '../observe/state.ts';
import type { ConditionChange } from '../status/conditions.ts';
import { hasReached, nextStatus, type StatusChange } from '../status/next.ts';
import { startDeadline } from './facts.ts';
import { readRequirements } from './requirements.ts';
import { learn } from './scriptfacts.ts';
import type { Action, Context, Plan } from './types.ts';
import { foreignMessage } from './waiting.ts';

/** How often to look at what tells nobody when it changes: the script's ConfigMap, a quota, the events of a pod. */
export const pollMilliseconds = 2000;

/** Lets k6 check the script once, unless the run does without or is past it. */
export function initialize(context: Context): Plan | undefined {
  const { world, before } = context;
  if (hasReached(before, 'initialized') || world.runners.some(({ phase }) => phase !== 'absent')) return undefined;
  const obstacle = obstacleOf(context);
  if (obstacle) return waiting(context, 'initialization', obstacle);
  if (world.run.spec.initializer?.disabled) return before.script ? undefined : { actions: [], status: nextStatus(context, { stage: 'initialized', ...learn(context) }), again: 0 };
  if (isEnded(world.initializer)) return initialized(context, world.initializer.report ?? '');
  const actions: Action[] = world.initializer.phase === 'absent' ? [{ do: 'create-job', role: 'initializer', job: initializerJob(world.run, context.settings) }] : [];
  return { ...waiting(context, 'initialization', initializerProgress(context)), actions };
}

/** What has to go away, or to appear, before anything can be made. */
function obstacleOf({ world }: Context): ConditionChange | undefined {
  if (world.foreign.length > 0) return { status: 'False', reason: 'WaitingForPreviousRun', message: foreignMessage(world.foreign) };
  if (world.scriptFault !== undefined) return { status: 'False', reason: 'ScriptNotFound', message: world.scriptFault };
  return undefined;
}

function initializerProgress({ world: { initializer } }: Context): ConditionChange {
  const message = 'k6 is checking the script';
  if (!isWaiting(initializer) || initializer.reason === 'PodPending') return { status: 'False', reason: 'Initializing', message };
  return { status: 'False', reason: initializer.reason, message: `the initializer: ${initializer.message}` };
}

function initialized(context: Context, report: string): Plan {
  const requirements = readRequirements(report);
  const change: StatusChange = { stage: 'initialized', ...(requirements ? { requirements } : {}), ...learn(context) };
  return { actions: [], status: nextStatus(context, change), again: 0 };
}

/** A pass that waits on the way to the start, with the cause in every condition that it holds up. */
export function waiting(context: Context, stage: NonNullable<StatusChange['stage']>, cause: ConditionChange): Plan {
  const status = nextStatus(context, {
    stage,
    conditions: {
      RunnersReady: cause,
      Started: cause,
      Finished: cause,
      Passed: { ...cause, status: 'Unknown' },
    },
  });
  return { actions: [], status, again: Math.min(pollMilliseconds, Math.max(0, startDeadline(context) - context.now)) };
}
