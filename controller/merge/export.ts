import { isObject, objectOr, own, type JsonObject } from '../../api/json.ts';
import { gridStats, readSeries } from './exportSeries.ts';
import { tellTimes } from './units.ts';
import type { Checks, Metrics, RunnerExport } from './types.ts';

/** So many blocks are looked at, from the end of the log on: a script may print some of its own after k6's summary. */
const blocksTried = 50;

/** k6 itself nests no deeper in earnest; what does is not k6's. */
const deepestGroup = 200;

/** A line as `JSON.stringify` with an indent writes it, apart from values that fill a line alone. */
const jsonLine = /^ *(?:"[^"\\]*(?:\\.[^"\\]*)*"(?:: .*|,?)|[}\]],?|[{[]|-?\d[\d.eE+-]*,?|(?:true|false|null),?|\{\},?|\[\],?)$/;

/**
 * The summary that k6 wrote to stderr at its end (`--summary-export=stderr`, in its legacy JSON), read from the end of a runner's pod log: the last
 * block from a line `{` to a line that begins with `}` (k6 ends it without a new line, so a line of its log may follow at once). Undefined where there is
 * none that is whole. `setup_data`, which may hold secrets, is not read.
 * @param runner 1-based
 */
export function readExport(log: string, runner: number): RunnerExport | undefined {
  const summary = lastSummary(log);
  if (summary === undefined) return undefined;
  const metrics: Metrics = new Map();
  let seconds = 0;
  const told = objectOr(own(summary, 'metrics'));
  const stats = gridStats(told);
  for (const [name, values] of Object.entries(told)) {
    const series = readSeries(name, values, stats);
    if (series === undefined) continue;
    metrics.set(name, series);
    const rate = own(objectOr(values), 'rate');
    if (series.type === 'counter' && typeof rate === 'number' && rate > 0 && Number.isFinite(series.sum / rate)) seconds = Math.max(seconds, series.sum / rate);
  }
  tellTimes(metrics, log);
  const groups = new Set<string>();
  const checks: Checks = new Map();
  readGroup(objectOr(own(summary, 'root_group')), { groups, checks }, 0);
  return { runner, durationMilliseconds: seconds * 1000, metrics, groups: [...groups], checks };
}

function lastSummary(log: string): JsonObject | undefined {
  let before = log.length;
  for (let tried = 0; tried < blocksTried && before > 0; tried += 1) {
    const start = blockStart(log, before - 1);
    if (start < 0) return undefined;
    const end = log.indexOf('\n}', start);
    const summary = end < 0 ? undefined : readSummary(log.slice(start, end + 2));
    if (summary !== undefined) return summary;
    before = start;
  }
  return undefined;
}

/** Where the last line that is exactly `{` begins, at `from` or before; -1 where there is none. */
function blockStart(log: string, from: number): number {
  const inside = log.lastIndexOf('\n{\n', from - 1);
  if (inside >= 0 && from > 0) return inside + 1;
  return log.startsWith('{\n') ? 0 : -1;
}

/**
 * Container runtimes read stdout and stderr by themselves, so that lines of k6's text summary may stand between those of the JSON. Where the block is no
 * JSON, it is tried without the lines that cannot be part of it.
 */
function readSummary(block: string): JsonObject | undefined {
  return asSummary(block) ?? asSummary(block.split('\n').filter((line) => jsonLine.test(line)).join('\n'));
}

function asSummary(text: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isObject(own(value, 'metrics'))) return undefined;
  const root = own(value, 'root_group');
  /* What a script prints of the data of its handleSummary() has lists there, and its metrics are of another shape. */
  return isObject(root) && !Array.isArray(own(root, 'groups')) && !Array.isArray(own(root, 'checks')) ? value : undefined;
}

function readGroup(group: JsonObject, into: { groups: Set<string>; checks: Checks }, depth: number): void {
  const path = own(group, 'path');
  if (typeof path !== 'string' || depth > deepestGroup) return;
  into.groups.add(path);
  for (const check of Object.values(objectOr(own(group, 'checks')))) readCheck(objectOr(check), into.checks);
  for (const inner of Object.values(objectOr(own(group, 'groups')))) readGroup(objectOr(inner), into, depth + 1);
}

function readCheck(check: JsonObject, into: Checks): void {
  const [path, passes, fails] = ['path', 'passes', 'fails'].map((key) => own(check, key));
  if (typeof path !== 'string' || !isCount(passes) || !isCount(fails)) return;
  const had = into.get(path) ?? { passes: 0, fails: 0 };
  into.set(path, { passes: had.passes + passes, fails: had.fails + fails });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
