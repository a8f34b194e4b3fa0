import { gridPercentiles } from '../../api/summary/trendstats.ts';
import { readExport } from '../../controller/merge/export.ts';
import { mergeExports } from '../../controller/merge/merge.ts';
import { quantiles } from '../../controller/merge/quantile.ts';
import type { Metrics, RunnerExport } from '../../controller/merge/types.ts';
import { median, type Figure } from './figure.ts';

const runners = 1000;
const trends = 10;
const shares = [0.5, 0.75, 0.8, 0.9, 0.925, 0.95, 0.98, 0.99, 0.995, 0.999];
/** The first round warms caches and compilers up and does not count. */
const rounds = 6;

/** What it takes to make one answer of 1,000 runners' final summaries, against reading their JSON alone. */
export function benchMerge(): Promise<Figure[]> {
  const logs = Array.from({ length: runners }, (_, at) => logOf(at));
  const times = { json: [] as number[], read: [] as number[], merge: [] as number[], quantiles: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const exports: RunnerExport[] = [];
    let metrics: Metrics = new Map();
    const spent = {
      json: timed(() => logs.forEach((log) => void JSON.parse(log.slice(log.indexOf('{\n'))))),
      read: timed(() => logs.forEach((log, at) => exports.push(...[readExport(log, at + 1)].filter((one) => one !== undefined)))),
      merge: timed(() => ({ metrics } = mergeExports(exports))),
      quantiles: timed(() => askAll(metrics)),
    };
    if (exports.length !== runners) throw new Error(`${exports.length} of ${runners} summaries were read`);
    if (round > 0) for (const part of ['json', 'read', 'merge', 'quantiles'] as const) times[part].push(spent[part]);
  }
  const json: Figure = { name: `JSON.parse of ${runners} final summaries`, value: median(times.json), unit: 'ms' };
  const figure = (name: string, values: number[]): Figure => ({ name, value: median(values), unit: 'ms', ratio: { to: json.name, value: median(values) / json.value } });
  return Promise.resolve([
    json,
    figure(`find them in the logs and read them`, times.read),
    figure(`merge them`, times.merge),
    figure(`${shares.length} percentiles with bounds of ${trends} trends`, times.quantiles),
  ]);
}

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

function askAll(metrics: Metrics): void {
  for (const series of metrics.values()) {
    if (series.type !== 'trend') continue;
    const prepared = quantiles(series);
    for (const share of shares) prepared.at(share);
  }
}

/** A log whose end is k6's export of ten trends, each as the quantiles of a Pareto distribution of the runner's own. */
function logOf(at: number): string {
  const trend = (slowness: number): Record<string, number> => {
    const value = (share: number): number => slowness / Math.sqrt(1 - share * 0.9999);
    const grid = gridPercentiles.map((percentile): [string, number] => [`p(${percentile})`, value(percentile / 100)]);
    return { count: 10_000 + at, avg: value(0.6), min: value(0), med: value(0.5), max: value(1), ...Object.fromEntries(grid) };
  };
  const metrics = Object.fromEntries(Array.from({ length: trends }, (_, which) => [`trend_${which}`, trend(1 + which + at / 100)]));
  return `some lines\nof a log\n${JSON.stringify({ root_group: { name: '', path: '', groups: {}, checks: {} }, metrics }, undefined, 4)}`;
}
