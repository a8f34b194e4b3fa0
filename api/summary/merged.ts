import type { Bracket, StartReport, SummaryStatus, ThresholdStatus } from '../status.ts';

/** The keys of ConfigMap `<name>-summary`, beside `runner-<i>.log`, `initializer.log` and `starter.log`. */
export const summaryKeys = {
  /** `MergedSummary`: what k6 itself would give to `handleSummary()`, and more. */
  summary: 'summary.json',
  /** k6's machine-readable summary, version 1.0.0. */
  machineReadable: 'machine-readable.json',
  /** Thresholds and checks, for CI systems. */
  junit: 'junit.xml',
  /** `Timeline`. */
  timeline: 'timeline.json',
  /** `Judgement`: what the controller itself reads again. */
  judgement: 'judgement.json',
  /** What the script's own `handleSummary()` printed. */
  handleSummary: 'handle-summary.log',
} as const;

export const metricTypes = ['counter', 'gauge', 'rate', 'trend'] as const;
export type MetricType = (typeof metricTypes)[number];
export type Contains = 'default' | 'time' | 'data';

/** A group of checks, as k6 gives it to `handleSummary()`; the root group has the name and path ''. */
export interface SummaryGroup {
  name: string;
  path: string;
  id: string;
  groups: SummaryGroup[];
  checks: SummaryCheck[];
}

export interface SummaryCheck {
  name: string;
  path: string;
  id: string;
  passes: number;
  fails: number;
}

/** A metric or sub-metric (`name{tag:value}`), as k6 gives it to `handleSummary()`. */
export interface SummaryMetric {
  type: MetricType;
  contains: Contains;
  /** By type: count, rate; value, min, max; rate, passes, fails; or the trend stats, such as avg and p(95). */
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

/** What one runner had of the whole, to be compared with the others. */
export interface RunnerShare {
  /** 1-based. */
  runner: number;
  /** False where its final summary is missing; the numbers are then those that it streamed, if it did. */
  reported: boolean;
  /** Why it is not reported, for a person. */
  why?: string;
  iterations?: number;
  requests?: number;
  requestsFailed?: number;
  avgMilliseconds?: number;
  p95Milliseconds?: number;
  dataReceivedBytes?: number;
}

/** k6's own shape, so that whatever reads `handleSummary()` data reads this; what only a distributed run has stands under `distributed`. */
export interface MergedSummary {
  root_group: SummaryGroup;
  options: { summaryTrendStats: string[]; summaryTimeUnit: string; noColor: boolean };
  state: { isStdOutTTY: boolean; isStdErrTTY: boolean; testRunDurationMs: number };
  metrics: Record<string, SummaryMetric>;
  distributed: {
    name: string;
    namespace: string;
    uid: string;
    k6Version?: string;
    start?: StartReport;
    runners: RunnerShare[];
    thresholds: ThresholdStatus[];
    /** By metric and stat, such as `http_req_duration` and `p(95)`; what is not in it is exact. */
    errorBounds: Record<string, Record<string, Bracket>>;
    source: SummaryStatus['source'];
    notes: string[];
  };
}

/** The run over time. All lists are as long as `vus`; null where nothing was heard. */
export interface Timeline {
  /** RFC 3339: of the first step's beginning. */
  start: string;
  stepSeconds: number;
  vus: (number | null)[];
  iterationsPerSecond: (number | null)[];
  requestsPerSecond: (number | null)[];
  /** Shares of 1. */
  requestsFailed: (number | null)[];
  /** Of `http_req_duration`, milliseconds. */
  p50: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
  receivedBytesPerSecond: (number | null)[];
  sentBytesPerSecond: (number | null)[];
  /** At most `maxRunnersInTimeline`. */
  runners: RunnerTimeline[];
  /** What is missing from it, for a person. */
  notes: string[];
}

export interface RunnerTimeline {
  /** 1-based. */
  runner: number;
  vus: (number | null)[];
  requestsPerSecond: (number | null)[];
  avgMilliseconds: (number | null)[];
}

export const maxRunnersInTimeline = 50;

/** The part of the merged summary that decides how the run went. */
export interface Judgement {
  thresholds: ThresholdStatus[];
  summary: SummaryStatus;
}
