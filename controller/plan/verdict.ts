import type { Reason } from '../../api/reasons.ts';
import type { RunStatus } from '../../api/status.ts';

/**
 * Why a run is being ended. It is written down, as the `Passed` condition turning False, in a pass of its own before anything is
 * ended because of it: a controller that is killed in between must not take runners that it ended itself for runners that were lost.
 */
export interface Verdict {
  reason: Reason;
  message: string;
}

export interface RecordedVerdict extends Verdict {
  /** Milliseconds since the epoch. */
  since: number;
}

export function verdictOf(status: RunStatus): RecordedVerdict | undefined {
  const passed = status.conditions?.find(({ type }) => type === 'Passed');
  if (passed?.status !== 'False') return undefined;
  return { reason: passed.reason, message: passed.message, since: Date.parse(passed.lastTransitionTime) };
}
