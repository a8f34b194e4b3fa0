import type { Reason } from '../../api/reasons.ts';
import { isEnded } from '../observe/state.ts';
import type { ConditionChange } from '../status/conditions.ts';
import { nextStatus } from '../status/next.ts';
import { isStarted, nameRunners } from './facts.ts';
import { withSetupOnce } from './once.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { startChange } from './start.ts';
import { endTeardown } from './teardown.ts';
import { finalThresholds, judgedStatus, leftUnjudged } from './thresholds.ts';
import type { Action, Context, Plan } from './types.ts';
import type { RecordedVerdict } from './verdict.ts';

/** Causes that lie in the cluster and not in the test: after the start they make a run an `error`, not `finished`. */
const clusterCauses: ReadonlySet<Reason> = new Set([
  'OOMKilled', 'Evicted', 'RunnerDeleted', 'NodeLost', 'RunnerLost', 'Interrupted', 'ContainerStartError', 'StarterFailed', 'BarrierTimeout',
]);

/** Tells the outcome, and ends pods that something else in them keeps alive. */
export function finish(context: Context, verdict: RecordedVerdict | undefined): Plan {
  const { world, now } = context;
  const evidence = { initializer: world.initializer, thresholds: finalThresholds(context), unjudged: isStarted(context) && leftUnjudged(context) };
  const outcome = withSetupOnce(outcomeOf(world.runners, verdict, evidence), context);
  const error = outcome.result === 'Failed' && (!isStarted(context) || clusterCauses.has(outcome.reason));
  const seen = startChange(context);
  const status = nextStatus(context, {
    ...seen,
    ...judgedStatus(world.judgement),
    stage: error ? 'error' : 'finished',
    result: outcome.result,
    ...(outcome.exitCode === undefined ? {} : { exitCode: outcome.exitCode }),
    finishedAt: new Date(now).toISOString(),
    conditions: {
      ...seen?.conditions,
      Finished: finished(outcome),
      Passed: { status: outcome.result === 'Passed' ? 'True' : 'False', reason: outcome.reason, message: outcome.message },
    },
  });
  return { actions: [...lingering(context), ...endTeardown(context)], status, again: 0 };
}

function finished({ result, reason, message, losses }: Outcome): ConditionChange {
  if (losses.length > 0) {
    return { status: 'True', reason: 'CompletedWithLosses', message: `the run went on without ${nameRunners(losses)}, which were lost` };
  }
  if (result === 'Passed' || result === 'ThresholdsFailed') return { status: 'True', reason: 'RunCompleted', message: 'every runner ended by itself' };
  return { status: 'True', reason, message };
}

function lingering({ world }: Context): Action[] {
  return [...world.runners, world.initializer, world.starter, world.stopper, world.teardown].flatMap((child): Action[] =>
    isEnded(child) && child.podLingers && child.pod ? [{ do: 'terminate-pod', pod: child.pod }] : []);
}
