import type { Run } from '../../../api/run.ts';
import type { RunSpec } from '../../../api/spec.ts';
import type { RunStatus } from '../../../api/status.ts';
import { aCondition, aStoredRun, at } from '../../builders/run.ts';

/** A run of two runners whose controller has written `status`. */
export function shownRun(status?: RunStatus, spec: Partial<RunSpec> = {}): Run {
  const run = aStoredRun({ parallelism: 2, ...spec });
  return { ...run, metadata: { ...run.metadata, creationTimestamp: at(-120) }, ...(status !== undefined && { status }) };
}

/** The status at the end: `reason` and `message` are those of condition Passed. */
export function over(more: RunStatus, passed: 'True' | 'False' = 'False', reason: NonNullable<RunStatus['conditions']>[number]['reason'] = 'ThresholdsFailed', message = 'a threshold failed'): RunStatus {
  return {
    stage: 'finished', start: { time: at(-90), skewMilliseconds: 3.25 }, finishedAt: at(-30),
    conditions: [aCondition('Started', 'True'), aCondition('Finished', 'True', { reason: 'RunCompleted' }), aCondition('Passed', passed, { reason, message })],
    ...more,
  };
}
