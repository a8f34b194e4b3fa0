import type { Reason } from './reasons.ts';

/** Upstream's stages, in the order of a run's life; `finished` and `error` are final. */
export const stages = ['initialization', 'initialized', 'created', 'started', 'stopped', 'finished', 'error'] as const;
export type Stage = (typeof stages)[number];

export type Result = 'Passed' | 'ThresholdsFailed' | 'Failed' | 'Stopped';

export const conditionTypes = ['RunnersReady', 'Started', 'Finished', 'Passed'] as const;
export type ConditionType = (typeof conditionTypes)[number];

/** A standard Kubernetes condition whose reason is one of the documented list. */
export interface Condition {
  type: ConditionType;
  status: 'True' | 'False' | 'Unknown';
  reason: Reason;
  message: string;
  observedGeneration: number;
  /** RFC 3339; changes only when `status` changes. */
  lastTransitionTime: string;
}

export interface RunnerCounts {
  total: number;
  ready: number;
  running: number;
  succeeded: number;
  failed: number;
  /** `ready/total`, such as `3/4`: a printer column can show one field alone. */
  readyTotal: string;
}

/** One runner that did not succeed; at most `maxFailuresListed` are kept. */
export interface RunnerFailure {
  /** 1-based, as in the Job's name. */
  runner: number;
  reason: Reason;
  /** The k6 process's own exit code, where it ran. */
  exitCode?: number;
  message: string;
}

export const maxFailuresListed = 20;

export interface StartReport {
  /** RFC 3339 with milliseconds: when the last byte of the first start request left the starter. */
  time: string;
  /** An upper bound of how far apart two runners started; absent where nothing measured it. */
  skewMilliseconds?: number;
}

/** What the initializer found out about the script, from `k6 inspect --execution-requirements`. */
export interface Requirements {
  maxVUs: number;
  /** A k6 duration, such as `1m30s`. */
  totalDuration: string;
}

export interface RunStatus {
  stage?: Stage;
  result?: Result;
  /** k6's own number for the whole run; absent where no k6 process ended. */
  exitCode?: number;
  runners?: RunnerCounts;
  requirements?: Requirements;
  start?: StartReport;
  /** RFC 3339. */
  finishedAt?: string;
  failures?: RunnerFailure[];
  observedGeneration?: number;
  conditions?: Condition[];
}
