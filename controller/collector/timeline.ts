import { maxRunnersInTimeline, type RunnerTimeline, type Timeline } from '../../api/summary/merged.ts';
import { coarser, quantiles } from './coarse.ts';
import { last, mostSteps, Row, Sketches, sum } from './rows.ts';
import type { Durations, Tally } from './tally.ts';

/** An error of 2.2 % is enough for a curve, and takes little memory for each step. */
const sketchScale = 4;

/** A runner whose clock is further off, in milliseconds, would stretch the whole timeline. The exporter gives up a request after half a minute. */
const mostSkew = 5 * 60_000;

const quantities = ['iterations', 'requests', 'failed', 'judged', 'received', 'sent'] as const;

const shares = [0.5, 0.95, 0.99] as const;

interface RunnerRows {
  vus: Row;
  /** Of the first runners alone. */
  more?: { requests: Row; count: Row; sum: Row };
}

interface Heard {
  runner: number;
  tally: Tally;
  /** The runner's, whether or not this export tells of them. */
  vus: number;
  /** When this process got it, milliseconds since the epoch. */
  now: number;
}

/** A run over time, by the runners' own clocks, in at most `mostSteps` steps of equal length. */
export class TimelineState {
  /** Milliseconds since the epoch: where step 0 begins. */
  #start: number | undefined;
  #stepMilliseconds = 1000;
  #steps = 0;
  readonly #rows = { iterations: new Row(), requests: new Row(), failed: new Row(), judged: new Row(), received: new Row(), sent: new Row() };
  readonly #requestSketches = new Sketches();
  #iterationSketches: Sketches | undefined = new Sketches();
  readonly #runners = new Map<number, RunnerRows>();

  /** False where the runner's clock is too far off to say when it was. */
  add({ runner, tally, vus, now }: Heard): boolean {
    if (Math.abs(tally.to - now) > mostSkew) return false;
    const from = Math.max(Math.min(tally.from, tally.to), tally.to - mostSkew);
    this.#start ??= Math.floor(from / 1000) * 1000;
    while (this.#stepAt(tally.to) >= mostSteps) this.#double();
    const parts = this.#parts(from, tally.to);
    for (const { step, share } of parts) {
      for (const quantity of quantities) this.#rows[quantity].add(step, tally[quantity] * share);
    }
    this.#steps = Math.max(this.#steps, this.#stepAt(tally.to) + 1);
    this.#addSketches(tally);
    this.#addRunner(this.#rowsOf(runner), { tally, vus, parts });
    return true;
  }

  /** Undefined until something was heard. */
  view(notes: readonly string[]): Timeline | undefined {
    if (this.#start === undefined) return undefined;
    const seconds = this.#stepMilliseconds / 1000;
    const perSecond = (row: Row): (number | null)[] => row.list(this.#steps).map((value) => value === null ? null : value / seconds);
    const [p50, p95, p99] = this.#quantiles();
    const rows = this.#rows;
    return {
      start: new Date(this.#start).toISOString(), stepSeconds: seconds, vus: this.#vus(),
      iterationsPerSecond: perSecond(rows.iterations), requestsPerSecond: perSecond(rows.requests), requestsFailed: ratio(rows.failed, rows.judged, this.#steps),
      p50, p95, p99, receivedBytesPerSecond: perSecond(rows.received), sentBytesPerSecond: perSecond(rows.sent),
      runners: this.#runnerTimelines(perSecond), notes: [...notes, ...this.#ownNotes()],
    };
  }

  /** What came before the first step, by a clock that is behind, counts to it. */
  #stepAt(time: number): number {
    return Math.max(0, Math.ceil((time - (this.#start ?? 0)) / this.#stepMilliseconds) - 1);
  }

  #double(): void {
    this.#stepMilliseconds *= 2;
    this.#steps = Math.ceil(this.#steps / 2);
    for (const row of Object.values(this.#rows)) row.halve(sum);
    this.#requestSketches.halve();
    this.#iterationSketches?.halve();
    for (const { vus, more } of this.#runners.values()) {
      vus.halve(last);
      for (const row of Object.values(more ?? {})) row.halve(sum);
    }
  }

  /** The steps that an interval touches, each with its share of it: an exporter's beat is not that of the steps. */
  #parts(from: number, to: number): { step: number; share: number }[] {
    const first = Math.floor((from - (this.#start ?? 0)) / this.#stepMilliseconds);
    const final = this.#stepAt(to);
    if (to <= from || first >= final) return [{ step: final, share: 1 }];
    return Array.from({ length: final - Math.max(0, first) + 1 }, (_, at) => {
      const step = Math.max(0, first) + at;
      const begin = at === 0 ? from : (this.#start ?? 0) + step * this.#stepMilliseconds;
      const end = step === final ? to : (this.#start ?? 0) + (step + 1) * this.#stepMilliseconds;
      return { step, share: (end - begin) / (to - from) };
    });
  }

  #addSketches(tally: Tally): void {
    const step = this.#stepAt(tally.to);
    const add = (sketches: Sketches, durations: Durations): void => {
      for (const point of durations.points) sketches.of(step).addPoint(coarser(point, sketchScale));
    };
    add(this.#requestSketches, tally.requestDuration);
    if (tally.requestDuration.count > 0) this.#iterationSketches = undefined;
    if (this.#iterationSketches) add(this.#iterationSketches, tally.iterationDuration);
  }

  #addRunner({ vus: row, more }: RunnerRows, { tally, vus, parts }: { tally: Tally; vus: number; parts: { step: number; share: number }[] }): void {
    for (const { step, share } of parts) {
      row.set(step, vus);
      more?.requests.add(step, tally.requests * share);
    }
    const durations = tally.requestDuration.count > 0 ? tally.requestDuration : tally.iterationDuration;
    if (durations.count === 0) return;
    more?.count.add(this.#stepAt(tally.to), durations.count);
    more?.sum.add(this.#stepAt(tally.to), durations.sum);
  }

  #rowsOf(runner: number): RunnerRows {
    const known = this.#runners.get(runner);
    if (known) return known;
    const rows: RunnerRows = { vus: new Row(), ...(runner <= maxRunnersInTimeline && { more: { requests: new Row(), count: new Row(), sum: new Row() } }) };
    this.#runners.set(runner, rows);
    return rows;
  }

  #vus(): (number | null)[] {
    const total = new Row();
    for (const { vus } of this.#runners.values()) {
      for (let step = 0; step < this.#steps; step += 1) if (!Number.isNaN(vus.get(step))) total.add(step, vus.get(step));
    }
    return total.list(this.#steps);
  }

  #quantiles(): [(number | null)[], (number | null)[], (number | null)[]] {
    const sketches = this.#iterationSketches ?? this.#requestSketches;
    const values = Array.from({ length: this.#steps }, (_, step) => {
      const buckets = sketches.peek(step);
      return buckets && quantiles(buckets, shares);
    });
    const list = (at: number): (number | null)[] => values.map((value) => value?.[at] ?? null);
    return [list(0), list(1), list(2)];
  }

  #runnerTimelines(perSecond: (row: Row) => (number | null)[]): RunnerTimeline[] {
    return [...this.#runners].toSorted(([a], [b]) => a - b).flatMap(([runner, { vus, more }]) => more
      ? [{ runner, vus: vus.list(this.#steps), requestsPerSecond: perSecond(more.requests), avgMilliseconds: ratio(more.sum, more.count, this.#steps) }]
      : []);
  }

  #ownNotes(): string[] {
    return this.#runners.size > maxRunnersInTimeline ? [`only the first ${maxRunnersInTimeline} runners are shown one by one`] : [];
  }
}

/** Null where there is nothing to divide, or to divide by. */
function ratio(above: Row, below: Row, steps: number): (number | null)[] {
  return below.list(steps).map((value, step) => value === null || value === 0 ? null : above.get(step) / value);
}
