import { withDefaults } from '../../api/defaults.ts';
import type { Run } from '../../api/run.ts';
import type { RunSpec } from '../../api/spec.ts';
import type { Condition, ConditionType, RunStatus } from '../../api/status.ts';
import type { Settings } from '../../controller/settings.ts';
import { aRun } from '../api/builders.ts';

/** The time at which every test of a decision happens. */
export const now = Date.parse('2026-11-23T12:00:00Z');

/** RFC 3339, `seconds` after `now`. */
export function at(seconds: number): string {
  return new Date(now + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

export const settings: Settings = {
  operatorImage: 'example.test/k6-operator:1.0.0',
  runnerImage: 'example.test/k6:1.8.1',
  imagePullPolicy: 'IfNotPresent',
  maxParallelism: 500,
};

/** As `settings`, of an installation that collects the runners' metrics. */
export const collecting: Settings = { ...settings, collector: { host: 'collector.operator.svc', port: 4318, token: (uid, runner) => `token-${uid}-${runner}`, protocol: 'auto' } };

/** A run as it is stored, with its defaults filled in. */
export function aStoredRun(spec: Partial<RunSpec> = {}, more: Partial<Omit<Run, 'spec'>> = {}): Run {
  return withDefaults(aRun(spec, { metadata: { ...aRun().metadata, generation: 1, resourceVersion: '1' }, ...more }), { runner: settings.runnerImage });
}

export function aCondition(type: ConditionType, status: Condition['status'], more: Partial<Condition> = {}): Condition {
  return { type, status, reason: 'WaitingForRunners', message: 'for a test', observedGeneration: 1, lastTransitionTime: at(-10), ...more };
}

/** A run that was first seen 10 s ago and has not started. */
export function unstarted(more: RunStatus = {}): RunStatus {
  return {
    stage: 'created',
    conditions: [
      aCondition('RunnersReady', 'False'), aCondition('Started', 'False'), aCondition('Finished', 'False'), aCondition('Passed', 'Unknown'),
    ],
    ...more,
  };
}

/** A run that started 10 s ago and is on. */
export function started(more: RunStatus = {}): RunStatus {
  return {
    stage: 'started',
    start: { time: at(-10), skewMilliseconds: 4 },
    conditions: [
      aCondition('RunnersReady', 'True', { reason: 'AllRunnersReady' }), aCondition('Started', 'True', { reason: 'AllRunnersStarted' }),
      aCondition('Finished', 'False', { reason: 'RunnersRunning' }), aCondition('Passed', 'Unknown', { reason: 'RunnersRunning' }),
    ],
    ...more,
  };
}

/** `status` with a verdict that was recorded `seconds` after `now`. */
export function judged(status: RunStatus, cause: Partial<Condition> = {}, seconds = -1): RunStatus {
  const verdict = aCondition('Passed', 'False', { reason: 'StoppedByUser', message: 'spec.stop is true', lastTransitionTime: at(seconds), ...cause });
  return { ...status, conditions: [...(status.conditions ?? []).filter(({ type }) => type !== 'Passed'), verdict] };
}
