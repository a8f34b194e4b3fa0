import type { RunStatus } from '../../api/status.ts';
import { isRunning, isWaiting } from '../observe/state.ts';
import { nextStatus } from '../status/next.ts';
import { activeDeadline } from './facts.ts';
import { endRunners } from './settle.ts';
import { judgedStatus } from './thresholds.ts';
import type { Context, Plan } from './types.ts';

/** A run is looked at this often even where no watch tells of a change. */
const resyncMilliseconds = 30_000;

/** Thresholds are judged as often as k6 itself does, and people who watch see the numbers move. */
const liveMilliseconds = 2000;

/** So long after the start the first export of a runner is overdue. */
const overdueMilliseconds = 15_000;

/** Tells of runners that stream and are not heard, and stops telling when they are: until then no threshold can stop the test. */
function silence({ world, before, now }: Context): Pick<RunStatus, 'script'> {
  const { streamFault, ...script } = before.script ?? {};
  if (!script.streamOutput) return {};
  if (world.live) return streamFault === undefined ? {} : { script };
  const start = Date.parse(before.start?.time ?? '');
  return now - start < overdueMilliseconds ? {} : { script: { ...script, streamFault: unheard } };
}

const unheard = 'nothing was heard from the runners: they may not reach the collector\'s port in the operator\'s namespace';

/** A run that is on: nothing to do but to count, to let no runner begin late, and to come back at its deadline. */
export function watch(context: Context): Plan {
  const { world, now } = context;
  const running = world.runners.filter(isRunning).length;
  const status = nextStatus(context, {
    stage: 'started',
    ...judgedStatus(world.live),
    ...silence(context),
    conditions: { Finished: { status: 'False', reason: 'RunnersRunning', message: `${running} of ${world.total} runners are running` } },
  });
  const deadline = activeDeadline(context) ?? Infinity;
  const wait = world.live ? liveMilliseconds : resyncMilliseconds;
  return { actions: endRunners(context, isWaiting), status, again: Math.min(wait, Math.max(0, deadline - now)) };
}
