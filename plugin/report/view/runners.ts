import type { MergedSummary, RunnerShare } from '../../../api/summary/merged.ts';
import { shownValue, type Unit } from '../format.ts';
import { standings, type Standing } from '../outliers.ts';

/** One number of a runner, among those of the others. */
export interface RunnerCell {
  text: string;
  /** The length of its bar: of the greatest of all runners, 0 to 1. */
  share: number;
  /** Against the median, where it is far from it: `+85 %`. */
  mark?: string;
  /** That being far from the median is for the worse. */
  worse?: boolean;
}

export interface RunnerRow {
  runner: number;
  reported: boolean;
  /** Why it is not reported. */
  why?: string;
  /** In the order of `runnerColumns`. */
  cells: RunnerCell[];
  /** That one of its numbers is far from the median, for the worse. */
  odd: boolean;
}

type Key = 'iterations' | 'requests' | 'requestsFailed' | 'avgMilliseconds' | 'p95Milliseconds' | 'dataReceivedBytes';

/** The columns of the comparison; `worse` says on which side of the median a number is bad. */
export const runnerColumns: readonly { key: Key; title: string; unit: Unit; worse: 'above' | 'below' }[] = [
  { key: 'iterations', title: 'Iterations', unit: 'number', worse: 'below' },
  { key: 'requests', title: 'Requests', unit: 'number', worse: 'below' },
  { key: 'requestsFailed', title: 'Failed', unit: 'share', worse: 'above' },
  { key: 'avgMilliseconds', title: 'Average', unit: 'time', worse: 'above' },
  { key: 'p95Milliseconds', title: 'p95', unit: 'time', worse: 'above' },
  { key: 'dataReceivedBytes', title: 'Received', unit: 'data', worse: 'below' },
];

/** A runner of which a hundredth of the requests fails more than of the others is far from them, however few fail there. */
const farFailing = 0.01;

/** The runners in their order, each number held against those of the others. */
export function runnerRows({ distributed: { runners } }: MergedSummary): RunnerRow[] {
  const columns = runnerColumns.map((column) => cellsOf(runners, column));
  return runners.map(({ runner, reported, why }, at) => {
    const cells = columns.map((cell) => cell[at] ?? { text: '–', share: 0 });
    return { runner, reported, ...(why !== undefined && { why }), cells, odd: cells.some(({ worse }) => worse) };
  });
}

function cellsOf(runners: readonly RunnerShare[], { key, unit, worse }: (typeof runnerColumns)[number]): RunnerCell[] {
  const values = runners.map((runner) => runner[key]);
  const most = Math.max(0, ...values.filter((value) => value !== undefined));
  const stands = key === 'requestsFailed' ? failing(values) : standings(values);
  return values.map((value, at) => {
    const cell = { text: shownValue(value, unit), share: value === undefined || most === 0 ? 0 : value / most };
    const stand = stands[at];
    if (stand?.far !== true) return cell;
    return { ...cell, mark: markOf(stand, key), worse: stand.distance > 0 === (worse === 'above') };
  });
}

/** Shares near 0 are held against the others by how far apart they are, in points: one in a thousand is not ten times as bad as one in ten thousand. */
function failing(values: readonly (number | undefined)[]): (Standing | undefined)[] {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return values.map((value) => (value === undefined ? undefined : { distance: value - middle, far: sorted.length >= 3 && Math.abs(value - middle) > farFailing }));
}

function markOf({ distance }: Standing, key: Key): string {
  const sign = distance > 0 ? '+' : '−';
  return `${sign}${Math.round(Math.abs(distance) * 100)}\u00a0${key === 'requestsFailed' ? 'points' : '%'}`;
}
