import type { Checks, RateSeries, StreamData } from '../merge/types.ts';
import type { CloudMetric } from './cloud/decode.ts';
import type { Attributes } from './otlp/attributes.ts';
import type { OtlpMetric } from './otlp/decode.ts';
import { Notes } from './notes.ts';
import { RunnerState } from './runner.ts';
import { toldByCloud, toldByOtlp, type Heading, type Sample, type Told } from './samples.ts';
import { isSelected, selectorsOf, type Selector } from './selectors.ts';
import { MergedSeries } from './series.ts';
import { Tally } from './tally.ts';
import { TimelineState } from './timeline.ts';

/** What a run may have at most; k6 itself allows metric names of 128 characters. */
const most = { checks: 2000, groups: 1000, runners: 10_000, nameLength: 128, pathLength: 1024 } as const;

/** What a runner sent: an export of OpenTelemetry's, or k6's own. */
export type Request = readonly OtlpMetric[] | CloudRequest;

export interface CloudRequest {
  /** The same where a request is repeated, and only then. */
  key: string;
  metrics: readonly CloudMetric[];
}

/** What became of an export's points. */
export interface Accepted {
  points: number;
  /** Came before, or later than newer ones. */
  duplicates: number;
}

/** A runner that was not heard for so long, by the others' clocks, has no part in the rates of the last seconds. Milliseconds. */
const silence = 10_000;

/** One run's streams, merged as they come. */
export class RunState {
  readonly #series = new MergedSeries();
  readonly #checks: Checks = new Map();
  readonly #groups = new Set(['']);
  readonly #runners = new Map<number, RunnerState>();
  readonly #timeline = new TimelineState();
  readonly #notes = new Notes();
  readonly #fromStart: boolean;
  #subMetrics: readonly string[] = [];
  #selectors = selectorsOf([]);

  constructor(fromStart: boolean) {
    this.#fromStart = fromStart;
  }

  accept({ runner, request, now, subMetrics }: { runner: number; request: Request; now: number; subMetrics: readonly string[] }): Accepted {
    if (subMetrics !== this.#subMetrics) this.#selectors = selectorsOf(subMetrics);
    this.#subMetrics = subMetrics;
    const state = this.#runner(runner);
    if (!state) return { points: 0, duplicates: 0 };
    const isCloud = 'key' in request;
    const { told, ...accepted } = isCloud ? this.#readCloud(state, request) : this.#readOtlp(state, request);
    // All of an export of OpenTelemetry's is of one span of time; the other is told by whole spans.
    const tallies = new Map<number, Tally>();
    const tallyOf = (to: number): Tally => getOrInsert(tallies, isCloud ? to : 0, () => new Tally());
    for (const metric of told) this.#addMetric(metric, { runner, state, tallyOf });
    for (const [, tally] of [...tallies].toSorted(([a], [b]) => a - b)) {
      state.heard(tally);
      if (!this.#timeline.add({ runner, tally, vus: state.vus, now })) this.#notes.add('a runner\'s clock is minutes off, and what it told is not in the timeline');
    }
    return accepted;
  }

  view(): StreamData {
    const lately = this.#lately();
    return {
      metrics: this.#series.metrics, checks: this.#checks, groups: [...this.#groups], complete: this.#fromStart, ...(lately && { lately }),
      runners: new Map([...this.#runners].map(([runner, state]) => [runner, state.view()])),
    };
  }

  timeline(): ReturnType<TimelineState['view']> {
    return this.#timeline.view([...this.#fromStart ? [] : ['the beginning is missing: the controller began to listen later'], ...this.notes()]);
  }

  notes(): string[] {
    return this.#notes.list();
  }

  #runner(runner: number): RunnerState | undefined {
    const known = this.#runners.get(runner);
    if (known) return known;
    if (this.#runners.size >= most.runners) {
      this.#notes.add(`only ${most.runners} runners are heard`);
      return undefined;
    }
    const state = new RunnerState();
    this.#runners.set(runner, state);
    return state;
  }

  #readOtlp(state: RunnerState, request: readonly OtlpMetric[]): Accepted & { told: Told[] } {
    const result = { points: 0, duplicates: 0, told: [] as Told[] };
    for (const metric of request) {
      const points = metric.numbers.length + metric.histograms.length;
      const isTaken = metric.name.length <= most.nameLength + '.occurred'.length && state.differences.holds(metric);
      if (!isTaken) this.#notes.add(leftOut);
      const fresh = isTaken ? state.differences.fresh(metric) : undefined;
      const news = fresh ? fresh.numbers.length + fresh.histograms.length : 0;
      result.points += news;
      result.duplicates += points - news;
      if (fresh) result.told.push(toldByOtlp(fresh));
    }
    return result;
  }

  /** A late sample makes a second point of the same time, so that a point that came before is known by its request alone. */
  #readCloud(state: RunnerState, { key, metrics }: CloudRequest): Accepted & { told: Told[] } {
    const points = metrics.reduce((sum, metric) => sum + metric.points.length, 0);
    if (!state.repeats.isNew(key)) return { points: 0, duplicates: points, told: [] };
    const taken = metrics.filter(({ name }) => name.length <= most.nameLength);
    if (taken.length < metrics.length) this.#notes.add(leftOut);
    return { points, duplicates: 0, told: taken.map(toldByCloud) };
  }

  #addMetric({ heading, points }: Told, { runner, state, tallyOf }: { runner: number; state: RunnerState; tallyOf: (to: number) => Tally }): void {
    const selectors = this.#selectors.get(heading.metric) ?? [];
    for (const { sample, attributes, ...time } of points) {
      const tally = tallyOf(time.to);
      // The beginning of a gauge's point is that of the gauge, and not of what the export tells of.
      tally.covers(sample?.type === 'gauge' ? { ...time, from: 0 } : time);
      if (sample) this.#addSample(heading, sample, { runner, state, tally, selectors, attributes });
    }
    if (points.some(({ sample }) => sample?.type === 'trend' && !sample.point)) this.#notes.add(`${heading.metric} came without fine buckets, so its percentiles come from the final summaries alone`);
  }

  #addSample(heading: Heading, sample: Sample, { runner, state, tally, selectors, attributes }: From): void {
    const { metric, contains } = heading;
    if (!this.#series.add({ name: metric, metric, contains, runner }, sample)) {
      this.#notes.add('a metric was left out: the run has too many, or its name is one of another type');
      return;
    }
    state.add(heading, sample);
    tally.add(metric, sample);
    for (const selector of selectors) {
      if (isSelected(selector, attributes)) this.#series.add({ name: selector.name, metric, contains, runner }, sample);
    }
    if (attributes.size === 1 && attributes.get('otel.metric.overflow') === 'true') this.#notes.add('a runner had more sets of tags than it may tell: sub-metrics and checks lack some samples');
    if (metric === 'checks' && sample.type === 'rate') this.#addCheck(sample, attributes);
    else if (metric === 'group_duration') this.#addGroup(attributes.get('group') ?? '');
  }

  /** k6 names a check by its group's path and its own name. */
  #addCheck({ passes, total }: Omit<RateSeries, 'type'>, attributes: Attributes): void {
    const name = attributes.get('check');
    if (name === undefined) return;
    const group = attributes.get('group') ?? '';
    this.#addGroup(group);
    const path = `${group}::${name}`;
    const check = this.#checks.get(path) ?? { passes: 0, fails: 0 };
    if (!this.#checks.has(path)) {
      if (path.length > most.pathLength || this.#checks.size >= most.checks) {
        this.#notes.add(`a check was left out: there are more than ${most.checks}, or its name is too long`);
        return;
      }
      this.#checks.set(path, check);
    }
    check.passes += passes;
    check.fails += total - passes;
  }

  #addGroup(path: string): void {
    if (this.#groups.has(path)) return;
    const parent = path.lastIndexOf('::');
    if (path.length > most.pathLength || this.#groups.size >= most.groups) this.#notes.add('a group was left out: there are too many, or its name is too long');
    else {
      if (parent > 0) this.#addGroup(path.slice(0, parent));
      this.#groups.add(path);
    }
  }

  #lately(): StreamData['lately'] {
    const latest = [...this.#runners.values()].reduce((time, { lastHeard }) => Math.max(time, lastHeard), 0);
    const all = [...this.#runners.values()].flatMap((state) => state.lastHeard > latest - silence ? state.lately() ?? [] : []);
    if (all.length === 0) return undefined;
    const sum = (what: 'iterationsPerSecond' | 'requestsPerSecond'): number => all.reduce((total, one) => total + one[what], 0);
    return { iterationsPerSecond: sum('iterationsPerSecond'), requestsPerSecond: sum('requestsPerSecond') };
  }
}

const leftOut = 'a metric was left out: a runner sent too many, or its name is too long';

interface From {
  runner: number;
  state: RunnerState;
  tally: Tally;
  selectors: readonly Selector[];
  attributes: Attributes;
}

function getOrInsert<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
