import type { Contains } from '../../api/summary/merged.ts';
import type { Buckets } from './buckets.ts';

/** What is known of one metric or sub-metric, of one runner or of several merged. */
export type Series = CounterSeries | RateSeries | GaugeSeries | TrendSeries;

export interface CounterSeries {
  type: 'counter';
  contains: Contains;
  sum: number;
}

export interface RateSeries {
  type: 'rate';
  passes: number;
  total: number;
}

export interface GaugeSeries {
  type: 'gauge';
  contains: Contains;
  value: number;
  min: number;
  max: number;
}

export interface TrendSeries {
  type: 'trend';
  contains: Contains;
  count: number;
  sum: number;
  min: number;
  max: number;
  /** From the stream; absent where there is none, or where it lost something. */
  buckets?: Buckets;
  /** From the summaries at the end: one for each runner. */
  grids: Grid[];
}

/** The quantiles of one runner's samples, by k6's own definition: linear between the two samples next to rank `share * (count - 1)`. */
export interface Grid {
  count: number;
  /** Ascending by share, each of 0 to 1; min and max are its ends. */
  points: { share: number; value: number }[];
}

/** By the metric's name, with tags where it is a sub-metric. */
export type Metrics = Map<string, Series>;

/** A check, by k6's path of it: `::group::name`. */
export interface CheckCount {
  passes: number;
  fails: number;
}
export type Checks = Map<string, CheckCount>;

/** What one runner's final summary says. */
export interface RunnerExport {
  /** 1-based. */
  runner: number;
  /** From its counters: k6 exports no duration of its own. 0 where it counted nothing. */
  durationMilliseconds: number;
  metrics: Metrics;
  /** Groups in their order, by path; the root group is ''. */
  groups: string[];
  checks: Checks;
}

/** What the collector gathered of a run until now: all runners in one, and what each told of it. */
export interface StreamData {
  metrics: Metrics;
  checks: Checks;
  groups: string[];
  runners: Map<number, RunnerStream>;
  /** Over the last seconds; absent until there are some. */
  lately?: { iterationsPerSecond: number; requestsPerSecond: number };
  /** False where the collector did not hear the run from its start, as after a restart of the controller. */
  complete: boolean;
}

/** Counters and sample counts of one runner, to hold against its final summary, and what a comparison of runners shows. */
export interface RunnerStream {
  /** The sums of counters, totals of rates and counts of trends, by metric. */
  counts: Map<string, number>;
  rates: Map<string, RateSeries>;
  /** Of `http_req_duration`, or of `iteration_duration` where the script makes no HTTP requests. */
  duration?: TrendSeries;
  vus: number;
  /** Milliseconds since the epoch, by the runner's clock: the end of its last export. */
  lastHeard: number;
}
