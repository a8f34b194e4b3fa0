import type { Role } from '../../api/labels.ts';
import type { RunStatus } from '../../api/status.ts';
import type { ActionFailure } from '../act/perform.ts';
import { setCondition } from './conditions.ts';
import { hasReached } from './next.ts';

/** Children that a run comes to its end without. */
const helpers: ReadonlySet<Role> = new Set(['stopper', 'summary']);

/**
 * Puts what could not be done into the status. Before the start the first failure says why the run waits; a child that the API server
 * calls invalid will never be made, so that one ends the run.
 */
export function withFailures(status: RunStatus, failures: readonly ActionFailure[], at: { now: number; generation: number }): RunStatus {
  const failed = failures.find(({ action }) => action.do === 'create-job' && !helpers.has(action.role));
  if (failed && failed.action.do === 'create-job' && failed.action.role === 'teardown') return heldUp(status, failed, at);
  if (!failed || hasReached(status, 'started')) return status;
  const { reason, message } = failed;
  const cause = { status: 'False', reason, message } as const;
  const conditions = [
    ['RunnersReady', cause],
    ['Started', cause],
    ['Passed', failed.retry ? { ...cause, status: 'Unknown' as const } : cause],
  ] as const;
  return { ...status, conditions: conditions.reduce((list, [type, change]) => setCondition(list, type, change, at), status.conditions ?? []) };
}

/** A teardown() that cannot get its Job holds up the end of the run. */
function heldUp(status: RunStatus, { reason, message }: ActionFailure, at: { now: number; generation: number }): RunStatus {
  return { ...status, conditions: setCondition(status.conditions ?? [], 'Finished', { status: 'False', reason, message: `teardown(): ${message}` }, at) };
}
