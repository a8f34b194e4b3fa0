import type { Run } from '../../../api/run.ts';
import type { RunSpec } from '../../../api/spec.ts';
import type { RunStatus, SummaryStatus } from '../../../api/status.ts';
import { aCondition, aStoredRun, at } from '../../builders/run.ts';

/** A run of two runners whose controller has written `status`. */
export function shownRun(status?: RunStatus, spec: Partial<RunSpec> = {}): Run {
  const run = aStoredRun({ parallelism: 2, ...spec });
  return { ...run, metadata: { ...run.metadata, creationTimestamp: at(-120) }, ...(status !== undefined && { status }) };
}

/** What the runners measured until now. */
export function numbers(more: Partial<SummaryStatus> = {}): SummaryStatus {
  return {
    time: at(-2), final: false, source: 'Stream', runnersReported: 2, vus: 10, iterations: 100, iterationsPerSecond: 12.34, requests: 200, requestsPerSecond: 24.68,
    requestsFailed: 0.0123, p95Milliseconds: 148.219, checksPassed: 97, checksFailed: 3, dataReceivedBytes: 1_234_567, dataSentBytes: 12_345, ...more,
  };
}

/** The status at the end: `reason` and `message` are those of condition Passed. */
export function over(more: RunStatus, passed: 'True' | 'False' = 'False', reason: NonNullable<RunStatus['conditions']>[number]['reason'] = 'ThresholdsFailed', message = 'a threshold failed'): RunStatus {
  return {
    stage: 'finished', start: { time: at(-90), skewMilliseconds: 3.25 }, finishedAt: at(-30),
    conditions: [aCondition('Started', 'True'), aCondition('Finished', 'True', { reason: 'RunCompleted' }), aCondition('Passed', passed, { reason, message })],
    ...more,
  };
}
