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

/** What the initializer found out about the script and the runners' k6 beside that; what is missing is not known. */
export interface ScriptFacts {
  /** Such as `v1.8.1`. */
  k6Version?: string;
  /** k6's output that can push to the collector; absent where there is none, or where it is the user's own. */
  streamOutput?: StreamOutput;
  /** Why the runners' metrics are not streamed, for a person; absent where they are. */
  streamFault?: string;
  /** The script's own `summaryTrendStats`; absent where it leaves k6's default. */
  trendStats?: string[];
  /** The script's own `summaryTimeUnit`. */
  timeUnit?: 's' | 'ms' | 'us';
  /** True where the script mentions `handleSummary`. */
  handlesSummary?: boolean;
}

/** k6's outputs that the collector can read. Its OpenTelemetry output has had the second name since v1.4, and before that the third. */
export const streamOutputs = ['cloud', 'opentelemetry', 'experimental-opentelemetry'] as const;
export type StreamOutput = (typeof streamOutputs)[number];

/** `Indeterminate`: the limit lies inside the error bound of what was observed; `ok` then goes by the observed value itself. */
export const thresholdStates = ['Pending', 'Passed', 'Failed', 'Indeterminate'] as const;
export type ThresholdState = (typeof thresholdStates)[number];

/** What a value is known to lie in. */
export interface Bracket {
  low: number;
  high: number;
}

/** One threshold of the script, judged on the merged metrics of all runners. */
export interface ThresholdStatus {
  /** With its tags, where it has some: `http_req_duration{status:200}`. */
  metric: string;
  /** As in the script: `p(95)<200`. */
  expression: string;
  abortOnFail?: boolean;
  /** A k6 duration such as `10s`: from the start on, so long nothing is aborted. */
  delayAbortEval?: string;
  state: ThresholdState;
  /** Absent while the metric has no value; k6 then counts the threshold as passed. */
  ok?: boolean;
  /** In the metric's own unit: milliseconds, bytes, a share of 1, or a plain number. */
  observed?: number;
  /** Absent where `observed` is exact. */
  errorBound?: Bracket;
}

/** Where the numbers of a summary come from: the runners' stream, the summaries at their end, or both held against each other. */
export const summarySources = ['Stream', 'Summaries', 'StreamAndSummaries'] as const;
export type SummarySource = (typeof summarySources)[number];

/** The whole run in few numbers; of a run that is on, up to the last export. */
export interface SummaryStatus {
  /** RFC 3339: when the numbers were taken. */
  time: string;
  /** True once every runner that will has told its final numbers. */
  final: boolean;
  source: SummarySource;
  /** How many runners' numbers are in it. */
  runnersReported: number;
  vus?: number;
  iterations?: number;
  iterationsPerSecond?: number;
  requests?: number;
  requestsPerSecond?: number;
  /** A share of 1; of `http_req_failed`. */
  requestsFailed?: number;
  /** Of `http_req_duration`. */
  p95Milliseconds?: number;
  p95Bound?: Bracket;
  checksPassed?: number;
  checksFailed?: number;
  dataReceivedBytes?: number;
  dataSentBytes?: number;
  /** What is missing from the numbers or not exact about them, and why; a sentence each. */
  notes?: string[];
}

export const maxThresholdsListed = 200;

export interface RunStatus {
  stage?: Stage;
  result?: Result;
  /** k6's own number for the whole run; absent where no k6 process ended. */
  exitCode?: number;
  runners?: RunnerCounts;
  requirements?: Requirements;
  script?: ScriptFacts;
  /** Absent where the script has none, or where they are not known or not judged for the whole run. */
  thresholds?: ThresholdStatus[];
  summary?: SummaryStatus;
  start?: StartReport;
  /** RFC 3339. */
  finishedAt?: string;
  failures?: RunnerFailure[];
  observedGeneration?: number;
  conditions?: Condition[];
}
