import { runnerName } from '../../api/names.ts';
import { isRunning, isWaiting } from '../observe/state.ts';
import { nextStatus } from '../status/next.ts';
import { activeDeadline } from './facts.ts';
import type { Action, Context, Plan } from './types.ts';

/** A run is looked at this often even where no watch tells of a change. */
const resyncMilliseconds = 30_000;

/** A run that is on: nothing to do but to count, to let no runner begin late, and to come back at its deadline. */
export function watch(context: Context): Plan {
  const { world, now } = context;
  const running = world.runners.filter(isRunning).length;
  const status = nextStatus(context, {
    stage: 'started',
    conditions: { Finished: { status: 'False', reason: 'RunnersRunning', message: `${running} of ${world.total} runners are running` } },
  });
  const deadline = activeDeadline(context) ?? Infinity;
  const late = world.runners.flatMap((runner, at): Action[] => (isWaiting(runner) ? [{ do: 'suspend-job', name: runnerName(world.run.metadata.name, at + 1) }] : []));
  return { actions: late, status, again: Math.min(resyncMilliseconds, Math.max(0, deadline - now)) };
}
