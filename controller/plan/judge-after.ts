import { isEnded, isRunning, isWaiting, type ChildState } from '../observe/state.ts';
import { isFailure } from '../status/counts.ts';
import { activeDeadline } from './facts.ts';
import { lossAfterTeardown } from './teardown.ts';
import { crossedThreshold } from './thresholds.ts';
import type { Context } from './types.ts';
import type { Verdict } from './verdict.ts';

/** Why a run that has started must end early; undefined while it may go on. */
export function judgeAfterStart(context: Context): Verdict | undefined {
  return lostRunner(context) ?? crossedThreshold(context) ?? overdue(context);
}

/**
 * Under the policy Fail, one runner that was lost or that failed by itself ends the run: what the others would measure from there
 * on is not the load that was asked for. A failed threshold (99) is no such end, the other runners' data is still wanted.
 */
function lostRunner(context: Context): Verdict | undefined {
  const { world, before } = context;
  if (world.run.spec.runnerLossPolicy === 'Continue') return undefined;
  const recorded = before.failures?.find(({ reason }) => reason !== 'ThresholdsFailed');
  if (recorded) return { reason: recorded.reason, message: `runner ${recorded.runner}: ${recorded.message}` };
  const at = world.runners.findIndex(isLost);
  const runner = world.runners[at];
  if (!runner) return undefined;
  return lossAfterTeardown(context, at + 1) ?? causeOfLoss(runner, at + 1);
}

function causeOfLoss(runner: ChildState, index: number): Verdict {
  if (runner.phase === 'absent') return { reason: 'RunnerDeleted', message: `the Job of runner ${index} was deleted` };
  if (!isEnded(runner)) return { reason: 'RunnerDeleted', message: `the pod of runner ${index} was deleted` };
  if (runner.withdrawn) return { reason: 'RunnerDeleted', message: `runner ${index} was ended, and not by the operator` };
  return { reason: runner.reason ?? 'RunnerLost', message: `runner ${index}: ${runner.message}` };
}

/**
 * A runner that waits after the start is a new pod of a Job whose first one vanished: it would never be started. One that was withdrawn
 * while there is no verdict was not withdrawn by the operator.
 */
function isLost(runner: ChildState): boolean {
  if (isEnded(runner)) return runner.withdrawn || (isFailure(runner, false) && runner.exitCode !== 99);
  return runner.phase === 'absent' || isWaiting(runner);
}

function overdue(context: Context): Verdict | undefined {
  const deadline = activeDeadline(context);
  if (deadline === undefined || context.now < deadline || !context.world.runners.some(isRunning)) return undefined;
  const seconds = context.world.run.spec.activeDeadlineSeconds ?? 0;
  return { reason: 'DeadlineExceeded', message: `still running ${seconds} s after the start, the run's activeDeadlineSeconds` };
}
