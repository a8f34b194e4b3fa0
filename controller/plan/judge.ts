import { nextStatus } from '../status/next.ts';
import { judgeBeforeStart } from './judge-before.ts';
import { judgeAfterStart } from './judge-after.ts';
import { isStarted } from './facts.ts';
import { isEnded } from '../observe/state.ts';
import { judgedStatus } from './thresholds.ts';
import type { Context, Plan } from './types.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/**
 * Looks for a cause to end the run early. The verdict is only written down here; the next pass acts on it,
 * so that it survives a controller that is killed at any point.
 */
export function judge(context: Context): Plan | undefined {
  if (verdictOf(context.before)) return undefined;
  const verdict = stopRequested(context) ?? (isStarted(context) ? judgeAfterStart(context) : judgeBeforeStart(context));
  if (!verdict) return undefined;
  const { reason, message } = verdict;
  return {
    actions: [],
    status: nextStatus(context, {
      ...judgedStatus(context.world.live),
      conditions: {
        Passed: { status: 'False', reason, message },
        Finished: { status: 'False', reason: 'Stopping', message: `the runners are being ended: ${message}` },
        ...(context.before.conditions?.some(({ type }) => type === 'Started') ? {} : notStarted(verdict)),
      },
    }),
    again: 0,
  };
}

/** A run that is judged in its very first pass still gets every condition. */
function notStarted({ reason, message }: Verdict): NonNullable<Parameters<typeof nextStatus>[1]['conditions']> {
  return { RunnersReady: { status: 'False', reason, message }, Started: { status: 'False', reason, message } };
}

function stopRequested(context: Context): Verdict | undefined {
  const { runners, run } = context.world;
  const over = runners.every((runner) => isEnded(runner) || (runner.phase === 'absent' && isStarted(context)));
  if (!run.spec.stop || over) return undefined;
  return { reason: 'StoppedByUser', message: 'spec.stop is true' };
}
