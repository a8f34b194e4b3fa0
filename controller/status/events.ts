import type { Reason } from '../../api/reasons.ts';
import type { Condition, ConditionType, RunStatus } from '../../api/status.ts';

export interface RunEvent {
  type: 'Normal' | 'Warning';
  reason: Reason;
  message: string;
}

/** What every run goes through; all else deserves a warning. */
export const ordinary: ReadonlySet<Reason> = new Set([
  'Initializing', 'WaitingForPreviousRun', 'CreatingRunners', 'WaitingForRunners', 'WaitingForBarrier', 'AllRunnersReady', 'AllRunnersStarted',
  'RunnersRunning', 'Stopping', 'CollectingLogs', 'HandlingSummary', 'RunCompleted', 'ThresholdsPassed', 'StoppedByUser', 'PodPending',
]);

/** Conditions in the order of a run's life; two that changed for the same cause make one event. */
const told: readonly ConditionType[] = ['RunnersReady', 'Started', 'Finished', 'Passed'];

/** The events of a pass: one for each cause that the conditions name now and did not name before. */
export function eventsOf(before: RunStatus, after: RunStatus): RunEvent[] {
  const events = told.flatMap((type): RunEvent[] => {
    const now = after.conditions?.find((condition) => condition.type === type);
    const then = before.conditions?.find((condition) => condition.type === type);
    if (!now || sameCause(now, then)) return [];
    return [{ type: ordinary.has(now.reason) ? 'Normal' : 'Warning', reason: now.reason, message: now.message }];
  });
  return events.filter((event, at) => events.findIndex(({ reason }) => reason === event.reason) === at);
}

function sameCause(now: Condition, then: Condition | undefined): boolean {
  return then?.reason === now.reason && then.status === now.status;
}
