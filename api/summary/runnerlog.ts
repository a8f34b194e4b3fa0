import { defaultTrendStats } from './trendstats.ts';

/** One line of a log, with whatever else is known of it. */
export interface Line {
  line: string;
}

/** Takes the lines of one log in their order, in as many pieces as they come. */
export interface RunnerLogFilter<T extends Line> {
  /** The lines that are to be shown now; the very array that was given where that is all of it. */
  push: (lines: T[]) => T[];
  /** What was held back, at the log's end. */
  end: () => T[];
}

/** How `--summary-export` begins (k6's summary-wrapper.js): its three fields come in any order. */
const opening = /^ {4}"(?:(?:root_group|metrics)": \{(?:\},?)?$|setup_data": )/;
/** A line inside of it. What a process writes to stdout meanwhile may stand between such lines, and is none. */
const inside = /^(?: {4})+(?:"|[[\]{}]{1,2},?$|-?\d[\d.eE+-]*,?$|(?:true|false|null),?$)/;
/** With what a log may begin of which only the end was read. */
const midway = /^(?: {4})+(?:\},?$| {4}"(?:p\([\d.]+\)|avg|min|med|max|count|rate|value|passes|fails|id|name|path|thresholds)": )/;
/** So many lines may stand between the brace and the first field, for the same reason. */
const mostHeld = 3;
/** No line of a summary with few stats is so long, and none with those of `runnerTrendStats` is shorter. */
const longLine = 1000;
const beforeStats = '...: ';
const statCell = /(avg|min|med|max|count|p\([\d.]+\))=(.*?)(?= (?:avg|min|med|max|count|p\([\d.]+\))=|$)/g;

/**
 * Makes a runner's log readable again: leaves out the JSON that `--summary-export=stderr` adds at its end, thousands of lines, and shows of each
 * trend the stats alone that the user asked for, not those that the runner was asked for (`runnerTrendStats`). Anything else comes out as it went in.
 * @param trendStats the script's own; k6's default where it has none
 */
export function runnerLogFilter<T extends Line>(trendStats: readonly string[] = defaultTrendStats): RunnerLogFilter<T> {
  let held: T[] = [];
  let begun = false;
  let exporting = false;

  function take(item: T, kept: T[]): void {
    const { line } = item;
    if (exporting) takeExported(item, kept);
    else if (held.length > 0) takeHeld(item, kept);
    else if (line === '{') held.push(item);
    else kept.push(withFewStats(item, trendStats));
  }

  /** After a brace: is it the export's? */
  function takeHeld(item: T, kept: T[]): void {
    if (opening.test(item.line)) {
      exporting = true;
      kept.push(...held.slice(1));
      held = [];
      return;
    }
    held.push(withFewStats(item, trendStats));
    if (held.length > mostHeld || inside.test(item.line)) kept.push(...held.splice(0));
  }

  function takeExported(item: T, kept: T[]): void {
    const { line } = item;
    if (inside.test(line)) return;
    if (!line.startsWith('}')) {
      kept.push(withFewStats(item, trendStats));
      return;
    }
    // No newline ends the export, so what the process says next stands in the same line.
    exporting = false;
    if (line.length > 1) kept.push({ ...item, line: line.slice(1) });
  }

  return {
    push: (lines) => {
      if (!begun && lines[0] !== undefined) {
        begun = true;
        exporting = midway.test(lines[0].line);
      }
      if (!exporting && held.length === 0 && !lines.some(isOfInterest)) return lines;
      const kept: T[] = [];
      for (const item of lines) take(item, kept);
      return kept;
    },
    end: () => held.splice(0),
  };
}

/** The one look that most lines get. */
function isOfInterest({ line }: Line): boolean {
  return line.length > longLine || line === '{';
}

function withFewStats<T extends Line>(item: T, trendStats: readonly string[]): T {
  const { line } = item;
  if (line.length <= longLine) return item;
  const at = line.indexOf(`${beforeStats}count=`);
  if (at < 0) return item;
  const stats = at + beforeStats.length;
  // With the blanks behind each value, which align it with those of the other lines.
  const cells = new Map(Array.from(line.slice(stats).matchAll(statCell), ([cell, stat]) => [stat, cell]));
  const shown = trendStats.map((stat) => cells.get(stat)).filter((cell) => cell !== undefined);
  return { ...item, line: line.slice(0, stats) + shown.join(' ') };
}

/** A whole log, as `runnerLogFilter` has it. */
export function readableLog(text: string, trendStats?: readonly string[]): string {
  const filter = runnerLogFilter<Line & { ending: string }>(trendStats);
  const lines = text.split('\n').map((line, at, { length }) => ({ line, ending: at === length - 1 ? '' : '\n' }));
  return [...filter.push(lines), ...filter.end()].map(({ line, ending }) => line + ending).join('');
}
