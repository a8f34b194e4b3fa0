import { maxFailuresListed, type RunnerCounts, type RunnerFailure } from '../../api/status.ts';
import { isEnded, isRunning, type ChildState, type Ended } from '../observe/state.ts';

/** Counts the runners; `readyTotal` is what `kubectl get` shows. */
export function countRunners(runners: readonly ChildState[], total: number, ending: boolean): RunnerCounts {
  const running = runners.filter(isRunning);
  const ended = runners.filter(isEnded);
  const ready = running.filter((runner) => runner.ready).length;
  return {
    total,
    ready,
    readyTotal: `${ready}/${total}`,
    running: running.length,
    succeeded: ended.filter((runner) => runner.exitCode === 0).length,
    failed: ended.filter((runner) => isFailure(runner, ending)).length,
  };
}

/**
 * Lists the runners that failed. What an earlier pass recorded of a runner stays: a pod that was evicted and then removed
 * tells less later than it did at first.
 */
export function listFailures(runners: readonly ChildState[], recorded: readonly RunnerFailure[], ending: boolean): RunnerFailure[] {
  const known = new Set(recorded.map(({ runner }) => runner));
  const fresh = runners.flatMap((state, at): RunnerFailure[] => {
    if (known.has(at + 1) || !isEnded(state) || !isFailure(state, ending)) return [];
    return [{
      runner: at + 1,
      reason: state.reason ?? 'RunnerFailed',
      message: state.message,
      ...(state.exitCode === undefined ? {} : { exitCode: state.exitCode }),
    }];
  });
  return [...recorded, ...fresh].slice(0, maxFailuresListed);
}

/** True for a runner that did not end well; one that the operator ended, or that was stopped on request, did not fail. */
export function isFailure(runner: Ended, ending: boolean): boolean {
  if (runner.withdrawn || runner.reason === undefined || runner.exitCode === 103) return false;
  return !(ending && runner.exitCode === 105);
}
