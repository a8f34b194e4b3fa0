import type { Reason } from '../../api/reasons.ts';
import type { Condition, ConditionType, RunStatus } from '../../api/status.ts';

export interface ConditionChange {
  status: Condition['status'];
  reason: Reason;
  message: string;
}

export function findCondition(status: RunStatus, type: ConditionType): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

export function isTrue(status: RunStatus, type: ConditionType): boolean {
  return findCondition(status, type)?.status === 'True';
}

/** Sets a condition; its transition time moves only when its status flips, as the Kubernetes API conventions ask. */
export function setCondition(
  conditions: readonly Condition[],
  type: ConditionType,
  change: ConditionChange,
  { now, generation }: { now: number; generation: number },
): Condition[] {
  const before = conditions.find((condition) => condition.type === type);
  const next: Condition = {
    type,
    status: change.status,
    reason: change.reason,
    message: change.message,
    observedGeneration: generation,
    lastTransitionTime: before?.status === change.status ? before.lastTransitionTime : new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  return before ? conditions.map((condition) => (condition === before ? next : condition)) : [...conditions, next];
}
