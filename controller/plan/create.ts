import { runnerJob } from '../jobs/runner/job.ts';
import { isPaused } from '../jobs/runner/command.ts';
import { isWaiting } from '../observe/state.ts';
import type { ConditionChange } from '../status/conditions.ts';
import { waiting } from './initialize.ts';
import { isStarted, runnersWhere, wereCreated } from './facts.ts';
import type { Action, Context, Plan } from './types.ts';
import { foreignMessage, waitingCause } from './waiting.ts';

/** Makes the runners, all that are missing at once, and waits until every pod is running; after the start neither is right any more. */
export function create(context: Context): Plan | undefined {
  if (isStarted(context)) return undefined;
  const { world } = context;
  const missing = wereCreated(context) ? [] : runnersWhere(world.runners, ({ phase }) => phase === 'absent');
  if (missing.length > 0) return createMissing(context, missing);
  if (!world.runners.some(isWaiting)) return undefined;
  return waiting(context, 'created', { status: 'False', ...pendingCause(context) });
}

function createMissing(context: Context, missing: number[]): Plan {
  const { world, settings } = context;
  if (world.foreign.length > 0) {
    return waiting(context, 'initialized', { status: 'False', reason: 'WaitingForPreviousRun', message: foreignMessage(world.foreign) });
  }
  const actions = missing.map((index): Action => ({
    do: 'create-job', role: 'runner', job: runnerJob(world.run, index, { total: world.total, settings, known: context.before }),
  }));
  const done = world.total - missing.length;
  const cause: ConditionChange = { status: 'False', reason: 'CreatingRunners', message: `${done} of ${world.total} runners exist` };
  return { ...waiting(context, 'initialized', cause), actions };
}

function pendingCause(context: Context): Pick<ConditionChange, 'reason' | 'message'> {
  const cause = waitingCause(context);
  if (cause.reason !== 'PodPending') return cause;
  const then = isPaused(context.world.run) ? '' : '; those that run have begun already';
  return { reason: 'WaitingForRunners', message: cause.message + then };
}
