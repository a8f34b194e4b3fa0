import { endedByItself } from '../../api/exitcodes.ts';
import type { RunnerFailure } from '../../api/status.ts';
import { isEnded, type ChildState } from '../observe/state.ts';
import type { Context } from './types.ts';

/**
 * The context with what earlier passes saw and can be seen no more: a runner whose process ended with a code of its own keeps that end
 * when its pod or Job is removed later, as a drain of its node does. Otherwise a threshold that failed would turn into a runner that was lost.
 */
export function recalled(context: Context): Context {
  const { world, before } = context;
  const ends = new Map((before.failures ?? []).map((failure) => [failure.runner, failure]));
  if (ends.size === 0) return context;
  return { ...context, world: { ...world, runners: world.runners.map((runner, at) => recall(runner, ends.get(at + 1))) } };
}

function recall(runner: ChildState, recorded: RunnerFailure | undefined): ChildState {
  const { exitCode, reason, message } = recorded ?? {};
  const forgotten = runner.phase === 'absent' || (isEnded(runner) && runner.exitCode === undefined);
  if (!forgotten || exitCode === undefined || !endedByItself(exitCode)) return runner;
  return { phase: 'ended', exitCode, ...(reason ? { reason } : {}), message: message ?? '', lost: false, withdrawn: false, podLingers: false };
}
