import { stages, type ConditionType, type RunStatus, type Stage } from '../../api/status.ts';
import type { Context } from '../plan/types.ts';
import { verdictOf } from '../plan/verdict.ts';
import { isTrue, setCondition, type ConditionChange } from './conditions.ts';
import { countRunners, listFailures } from './counts.ts';

export interface StatusChange extends Pick<RunStatus, 'result' | 'exitCode' | 'requirements' | 'script' | 'thresholds' | 'summary' | 'start' | 'finishedAt'> {
  stage?: Stage;
  conditions?: Partial<Record<ConditionType, ConditionChange>>;
}

/** The status after this pass: what the step changes, on top of what every pass brings up to date. */
export function nextStatus({ world, before, now }: Context, { stage, conditions = {}, ...change }: StatusChange): RunStatus {
  const generation = world.run.metadata.generation ?? 0;
  const progress = { started: isTrue(before, 'Started'), ending: verdictOf(before) !== undefined };
  const failures = listFailures(world.runners, before.failures ?? [], progress);
  const changed = Object.entries(conditions) as [ConditionType, ConditionChange][];
  const next = laterStage(before.stage, stage);
  return {
    ...before,
    ...change,
    ...(next ? { stage: next } : {}),
    runners: countRunners(world.runners, world.total, progress, before.failures),
    ...(failures.length > 0 ? { failures } : {}),
    observedGeneration: generation,
    conditions: changed.reduce((list, [type, condition]) => setCondition(list, type, condition, { now, generation }), before.conditions ?? []),
  };
}

/** A stage never goes back, whatever becomes of the children that it was read from. */
function laterStage(before: Stage | undefined, next: Stage | undefined): Stage | undefined {
  if (!before || !next) return next ?? before;
  return stages.indexOf(next) > stages.indexOf(before) ? next : before;
}

export function hasReached(status: RunStatus, stage: Stage): boolean {
  return status.stage !== undefined && stages.indexOf(status.stage) >= stages.indexOf(stage);
}

export function isFinal(status: RunStatus): boolean {
  return status.stage === 'finished' || status.stage === 'error';
}
