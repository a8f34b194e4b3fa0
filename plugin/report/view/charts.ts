import type { RunnerTimeline, Timeline } from '../../../api/summary/merged.ts';
import { clock, shownValue, type Unit } from '../format.ts';
import { median, standings } from '../outliers.ts';

export type Values = readonly (number | null)[];

/** What a line is drawn as: one of three colours, one among many that are alike, or one that stands out from them. */
export type LineStyle = 'first' | 'second' | 'third' | 'quiet' | 'odd';

export interface Line {
  name: string;
  unit: Unit;
  style: LineStyle;
  values: Values;
  /** That its scale is the one on the right. */
  right?: boolean;
}

/** Lines over the time of the run. */
export interface Chart {
  id: string;
  title: string;
  stepSeconds: number;
  lines: Line[];
  /** The same in a sentence, for those who do not see it. */
  about: string;
  /** The same in figures: the time and each line's value at about twenty moments. */
  figures: { columns: string[]; rows: string[][] };
}

const rowsWanted = 20;

/** The charts that the timeline has something for: of a script without HTTP requests, those without them. */
export function chartsOf(timeline: Timeline): Chart[] {
  const { stepSeconds, vus, iterationsPerSecond, requestsPerSecond, requestsFailed, p50, p95, p99 } = timeline;
  const line = (name: string, unit: Unit, style: LineStyle, values: Values): Line => ({ name, unit, style, values: values.map(rounded) });
  const load = requestsPerSecond.some((value) => (value ?? 0) > 0) ? line('Requests', 'rate', 'first', requestsPerSecond) : line('Iterations', 'rate', 'first', iterationsPerSecond);
  const candidates: Omit<Chart, 'stepSeconds' | 'about' | 'figures'>[] = [
    { id: 'load', title: `${load.name} and VUs`, lines: [load, { ...line('VUs', 'number', 'second', vus), right: true }] },
    { id: 'latency', title: 'Latency', lines: [line('p50', 'time', 'first', p50), line('p95', 'time', 'second', p95), line('p99', 'time', 'third', p99)] },
    { id: 'failed', title: 'Failed requests', lines: [line('Failed', 'share', 'odd', requestsFailed)] },
    { id: 'data', title: 'Network', lines: [line('Received', 'speed', 'first', timeline.receivedBytesPerSecond), line('Sent', 'speed', 'second', timeline.sentBytesPerSecond)] },
    { id: 'runners', title: 'Average latency by runner', lines: runnerLines(timeline.runners).map((one) => ({ ...one, values: one.values.map(rounded) })) },
  ];
  return candidates
    .filter(({ lines }) => lines.some(({ values }) => values.some((value) => value !== null)))
    .map((chart) => ({ ...chart, stepSeconds, about: aboutOf(chart.lines), figures: figuresOf(chart, stepSeconds) }));
}

/** Four digits, which is more than a chart shows. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}

/** A line for each runner, those that are far from the others last and so on top, and the median of all. */
function runnerLines(runners: readonly RunnerTimeline[]): Line[] {
  if (runners.length < 2) return [];
  const stands = standings(runners.map(meanOf));
  const lines = runners.map(({ runner, avgMilliseconds }, at): Line => {
    const odd = stands[at]?.far === true;
    return { name: `Runner ${runner}`, unit: 'time', style: odd ? 'odd' : 'quiet', values: avgMilliseconds };
  });
  const middle = (runners[0]?.avgMilliseconds ?? []).map((_, step) => median(runners.map((one) => one.avgMilliseconds[step]).filter((value) => typeof value === 'number')) ?? null);
  return [
    ...lines.filter(({ style }) => style === 'quiet'), { name: 'Median of the runners', unit: 'time', style: 'first', values: middle }, ...lines.filter(({ style }) => style === 'odd'),
  ];
}

/** Over all of its requests, as far as the rates of the steps tell. */
function meanOf({ avgMilliseconds, requestsPerSecond }: RunnerTimeline): number | undefined {
  const steps = avgMilliseconds.map((value, at) => ({ value, weight: value === null ? 0 : requestsPerSecond[at] ?? 0 }));
  const weight = steps.reduce((sum, step) => sum + step.weight, 0);
  return weight === 0 ? undefined : steps.reduce((sum, step) => sum + (step.value ?? 0) * step.weight, 0) / weight;
}

function aboutOf(lines: readonly Line[]): string {
  const quiet = lines.filter(({ style }) => style === 'quiet');
  const told = lines.filter(({ style }) => style !== 'quiet').map(({ name, unit, values }) => `${name}: ${rangeOf(values, unit)}`);
  const others = quiet.length === 0 ? [] : [`${quiet.length} runners: ${rangeOf(quiet.flatMap(({ values }) => values), 'time')}`];
  return `${[...told, ...others].join('; ')}.`;
}

function rangeOf(values: Values, unit: Unit): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'nothing was heard';
  const [least, most] = known.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  return least === most ? shownValue(least, unit) : `${shownValue(least, unit)} to ${shownValue(most, unit)}`;
}

/** Of runners that are alike there is no column: their median stands for them. */
function figuresOf({ lines }: Pick<Chart, 'lines'>, stepSeconds: number): Chart['figures'] {
  const shown = lines.filter(({ style }) => style !== 'quiet');
  const count = lines[0]?.values.length ?? 0;
  const every = Math.max(1, Math.ceil(count / rowsWanted));
  const steps = Array.from({ length: Math.ceil(count / every) }, (_, at) => at * every);
  return {
    columns: ['Time', ...shown.map(({ name }) => name)],
    rows: steps.map((step) => [clock(step * stepSeconds), ...shown.map(({ values, unit }) => shownValue(values[step], unit))]),
  };
}
