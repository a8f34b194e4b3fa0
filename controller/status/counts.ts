import { maxFailuresListed, type RunnerCounts, type RunnerFailure } from '../../api/status.ts';
import { isEnded, isRunning, type ChildState, type Ended } from '../observe/state.ts';

/** How far the run is, since that decides what counts as a failure. */
export interface Progress {
  started: boolean;
  /** There is a verdict, and the operator itself ends what is left. */
  ending: boolean;
}

/**
 * Counts the runners; `readyTotal` is what `kubectl get` shows. A runner that is on record as failed stays one: a Job whose pod vanished is
 * withdrawn, so that it makes no other, and looks then as if it had never been on.
 */
export function countRunners(runners: readonly ChildState[], total: number, progress: Progress, recorded: readonly RunnerFailure[] = []): RunnerCounts {
  const known = new Set(recorded.map(({ runner }) => runner));
  const running = runners.filter(isRunning);
  const ready = running.filter((runner) => runner.ready).length;
  return {
    total,
    ready,
    readyTotal: `${ready}/${total}`,
    running: running.length,
    succeeded: runners.filter(hasPassed).length,
    failed: runners.filter((runner, at) => !isRunning(runner) && !hasPassed(runner) && (known.has(at + 1) || failureOf(runner, progress) !== undefined)).length,
  };
}

function hasPassed(runner: ChildState): boolean {
  return isEnded(runner) && runner.exitCode === 0;
}

/**
 * Lists the runners that failed. What an earlier pass recorded of a runner stays: a pod that was evicted and then removed
 * tells less later than it did at first.
 */
export function listFailures(runners: readonly ChildState[], recorded: readonly RunnerFailure[], progress: Progress): RunnerFailure[] {
  const known = new Set(recorded.map(({ runner }) => runner));
  const fresh = runners.flatMap((state, at): RunnerFailure[] => {
    const failure = known.has(at + 1) ? undefined : failureOf(state, progress);
    return failure ? [{ runner: at + 1, ...failure }] : [];
  });
  return [...recorded, ...fresh].slice(0, maxFailuresListed);
}

/** After the start a runner without a Job, or one that waits for a new pod, is as lost as one that was seen to be killed. */
function failureOf(runner: ChildState, { started, ending }: Progress): Omit<RunnerFailure, 'runner'> | undefined {
  if (isEnded(runner)) {
    const { reason = 'RunnerFailed', message, exitCode } = runner;
    return isFailure(runner, ending) ? { reason, message, ...(exitCode === undefined ? {} : { exitCode }) } : undefined;
  }
  if (!started || isRunning(runner)) return undefined;
  return { reason: 'RunnerDeleted', message: runner.phase === 'absent' ? 'its Job was deleted' : 'its pod was deleted' };
}

/** True for a runner that did not end well; one that the operator ended, or that was stopped on request, did not fail. */
export function isFailure(runner: Ended, ending: boolean): boolean {
  if (runner.withdrawn || runner.reason === undefined || runner.exitCode === 103) return false;
  return !(ending && runner.exitCode === 105);
}
