import type { Reason } from '../../api/reasons.ts';
import type { RunSpec } from '../../api/spec.ts';
import type { RunStatus } from '../../api/status.ts';
import type { Absent, ChildState, Ended, Running, Waiting } from '../../controller/observe/state.ts';
import type { Context } from '../../controller/plan/types.ts';
import type { World } from '../../controller/world.ts';
import { aStoredRun, now, settings } from './run.ts';

export const absent: Absent = { phase: 'absent' };

const pod = { name: 'pod', uid: 'uid-of-pod' };

export function aWaiting(reason: Reason = 'PodPending', more: Partial<Waiting> = {}): Waiting {
  return { phase: 'waiting', reason, message: `it waits for a test (${reason})`, hopeless: false, pod, ...more };
}

export function aRunning(more: Partial<Running> = {}): Running {
  return { phase: 'running', ready: true, pod, ip: '10.0.0.1', ...more };
}

export function anEnded(exitCode: number, reason?: Reason, more: Partial<Ended> = {}): Ended {
  return {
    phase: 'ended', exitCode, ...(reason ? { reason } : {}), message: `ended with exit code ${exitCode}`, lost: false, withdrawn: false, podLingers: false, pod, ...more,
  };
}

export function aLost(reason: Reason = 'RunnerDeleted'): Ended {
  return { phase: 'ended', reason, message: 'it was taken away', lost: true, withdrawn: false, podLingers: false };
}

export function aWithdrawn(): Ended {
  return { phase: 'ended', message: 'it was withdrawn before it started', lost: false, withdrawn: true, podLingers: false };
}

export interface ContextParts extends Partial<Omit<World, 'run'>> {
  spec?: Partial<RunSpec>;
  before?: RunStatus;
  now?: number;
}

/** What a pass decides on: `runners` says how many there are, and all that is not given is absent. */
export function aContext({ spec = {}, before = {}, now: time = now, runners = [absent, absent], ...parts }: ContextParts = {}): Context {
  const run = aStoredRun({ parallelism: runners.length, ...spec });
  const world: World = {
    run, total: runners.length, runners, initializer: absent, starter: absent, stopper: absent, teardown: absent, summarizer: absent, foreign: [], summary: 'absent', ...parts,
  };
  return { world, before, settings, now: time };
}

export function copies(count: number, state: ChildState): ChildState[] {
  return Array.from({ length: count }, () => state);
}
