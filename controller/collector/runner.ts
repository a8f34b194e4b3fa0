import { Buckets } from '../merge/buckets.ts';
import type { RateSeries, RunnerStream, TrendSeries } from '../merge/types.ts';
import { coarser } from './coarse.ts';
import { Differences } from './differences.ts';
import { Repeats } from './repeats.ts';
import type { Heading, Sample } from './samples.ts';
import { addRate, addTrend, emptyTrend } from './series.ts';
import type { Tally } from './tally.ts';

/** Over this much of a runner's data the rates of the last seconds are told, milliseconds. */
const latelyMilliseconds = 5000;

/** An error of 1.1 %, for a comparison of runners. */
const durationScale = 5;

interface Span {
  from: number;
  to: number;
  iterations: number;
  requests: number;
}

/** What is kept of one runner: small, since a run may have a thousand. */
export class RunnerState {
  readonly differences = new Differences();
  readonly repeats = new Repeats();
  readonly #counts = new Map<string, number>();
  readonly #rates = new Map<string, RateSeries>();
  #vus = 0;
  #lastHeard = 0;
  #requestDuration: TrendSeries | undefined;
  #iterationDuration: TrendSeries | undefined;
  #spans: Span[] = [];

  get lastHeard(): number {
    return this.#lastHeard;
  }

  get vus(): number {
    return this.#vus;
  }

  add({ metric }: Heading, sample: Sample): void {
    if (sample.type === 'gauge') {
      if (metric === 'vus') this.#vus = sample.value;
      return;
    }
    const count = sample.type === 'counter' ? sample.sum : sample.type === 'rate' ? sample.total : sample.count;
    this.#counts.set(metric, (this.#counts.get(metric) ?? 0) + count);
    if (sample.type === 'rate') {
      const series = this.#rates.get(metric) ?? { type: 'rate', passes: 0, total: 0 };
      this.#rates.set(metric, series);
      addRate(series, sample);
    } else if (sample.type === 'trend') this.#addDuration(metric, sample);
  }

  /** Takes note of a whole export, which covers the time from its own beginning or the export before, whichever is later. */
  heard(tally: Tally): void {
    const span = { from: Math.max(Math.min(tally.from, tally.to), this.#lastHeard), to: tally.to, iterations: tally.iterations, requests: tally.requests };
    this.#lastHeard = Math.max(this.#lastHeard, tally.to);
    this.#spans = [...this.#spans.filter(({ to }) => to > tally.to - latelyMilliseconds), span];
  }

  /** Per second; undefined until there is some time to divide by. */
  lately(): { iterationsPerSecond: number; requestsPerSecond: number } | undefined {
    const covered = this.#spans.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0) / 1000;
    if (covered < 0.5) return undefined;
    const sum = (what: 'iterations' | 'requests'): number => this.#spans.reduce((total, span) => total + span[what], 0);
    return { iterationsPerSecond: sum('iterations') / covered, requestsPerSecond: sum('requests') / covered };
  }

  view(): RunnerStream {
    const duration = this.#requestDuration ?? this.#iterationDuration;
    return { counts: this.#counts, rates: this.#rates, vus: this.#vus, lastHeard: this.#lastHeard, ...(duration && { duration }) };
  }

  #addDuration(metric: string, sample: Extract<Sample, { type: 'trend' }>): void {
    if (metric === 'http_req_duration') {
      this.#iterationDuration = undefined;
      addDuration(this.#requestDuration ??= emptyTrend('time'), sample);
    } else if (metric === 'iteration_duration' && !this.#requestDuration) addDuration(this.#iterationDuration ??= emptyTrend('time'), sample);
  }
}

function addDuration(series: TrendSeries, sample: Extract<Sample, { type: 'trend' }>): void {
  const isWhole = sample.point !== undefined && (series.count === 0 || series.buckets !== undefined);
  addTrend(series, sample);
  if (isWhole && sample.point) (series.buckets ??= new Buckets()).addPoint(coarser(sample.point, durationScale));
  else delete series.buckets;
}
