import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeSeries } from '../../../controller/merge/merge.ts';
import { quantile } from '../../../controller/merge/quantile.ts';
import { reconcile } from '../../../controller/merge/reconcile.ts';
import type { Metrics, RateSeries, RunnerExport, RunnerStream, Series, StreamData, TrendSeries } from '../../../controller/merge/types.ts';
import { bucketsOf, exportOf, generator, trendOf, trueQuantile } from './samples.ts';

const latencies = (runner: number): number[] => {
  const random = generator(runner);
  return Array.from({ length: 50 }, () => Math.exp(random() * 4) * runner);
};
const trend = 'my_time';

function metricsOf(runner: number): Record<string, Series> {
  return {
    [trend]: { ...trendOf(latencies(runner), [50, 90]), contains: 'default' },
    iterations: { type: 'counter', contains: 'default', sum: 50 },
    checks: { type: 'rate', passes: 40, total: 50 },
    vus: { type: 'gauge', contains: 'default', value: 2, min: 1, max: 3 },
  };
}

const reportOf = (runner: number): RunnerExport => exportOf(runner, metricsOf(runner), { groups: ['', '::a'], checks: new Map([['::ok', { passes: 40, fails: 10 }]]) });

/** What the collector gathers of runners; `loses` samples of the trend are missing from it, by runner. */
function streamOf(runners: readonly number[], loses: Record<number, number> = {}): StreamData {
  const heard = new Map(runners.map((runner) => [runner, latencies(runner).slice(loses[runner] ?? 0)]));
  const trends = [...heard.values()].map((samples): TrendSeries => ({ ...trendOf(samples), grids: [], buckets: bucketsOf(samples, () => 8) }));
  const rates = new Map<string, RateSeries>([['checks', { type: 'rate', passes: 40, total: 50 }]]);
  const told = [...heard].map(([runner, samples]): [number, RunnerStream] =>
    [runner, { counts: new Map([[trend, samples.length], ['iterations', 50], ['checks', 50]]), rates, vus: 2, lastHeard: 0 }]);
  const count = runners.length;
  return {
    metrics: new Map<string, Series>([
      [trend, trends.reduce((all, one) => mergeSeries(all, one, trend))],
      ['iterations', { type: 'counter', contains: 'default', sum: 50 * count }],
      ['checks', { type: 'rate', passes: 40 * count, total: 50 * count }],
      ['vus', { type: 'gauge', contains: 'default', value: 2 * count, min: 1, max: 3 * count }],
    ]),
    checks: new Map([['::ok', { passes: 40 * count, fails: 10 * count }]]),
    groups: ['', '::a'],
    runners: new Map(told),
    complete: true,
  };
}

const bucketsIn = (series: Series | undefined): unknown => (series?.type === 'trend' ? series.buckets : undefined);
const all = [1, 2, 3];

function boundWidth(metrics: Metrics): number {
  const series = metrics.get(trend);
  const { bound } = series?.type === 'trend' ? quantile(series, 0.95) : { bound: undefined };
  return bound === undefined ? Number.NaN : bound.high - bound.low;
}

describe('reconcile', () => {
  it('takes the summaries alone where nothing was streamed', () => {
    const { metrics, source, notes, missing, durationMilliseconds } = reconcile({ exports: all.map(reportOf), stream: undefined, runners: 3 });
    expect(metrics.get('iterations')).toMatchObject({ sum: 150 });
    expect({ source, notes, missing, durationMilliseconds }).toEqual({ source: 'Summaries', notes: [], missing: [], durationMilliseconds: 10_000 });
  });

  it('narrows percentiles by the stream where it heard every sample, and learns from it what a metric holds', () => {
    const exports = all.map(reportOf);
    const { metrics, source, notes } = reconcile({ exports, stream: streamOf(all), runners: 3 });
    expect({ source, notes }).toEqual({ source: 'StreamAndSummaries', notes: [] });
    expect(metrics.get(trend)).toMatchObject({ contains: 'time' });
    expect(boundWidth(metrics)).toBeLessThan(boundWidth(reconcile({ exports, stream: undefined, runners: 3 }).metrics) / 2);
  });

  it('does without the stream where it lost something, and says how much and of whom', () => {
    const { metrics, notes } = reconcile({ exports: all.map(reportOf), stream: streamOf(all, { 2: 1, 3: 2 }), runners: 3 });
    expect(bucketsIn(metrics.get(trend))).toBeUndefined();
    expect(metrics.get(trend)).toMatchObject({ count: 150 });
    expect(notes).toEqual(['the stream lost 1.0 % of the samples (runners 2 and 3): percentiles come from the runners\' own summaries']);
  });

  it('does without the stream where it heard something twice, and says so', () => {
    const stream = streamOf(all);
    stream.runners.get(1)?.counts.set(trend, 53);
    const { metrics, notes } = reconcile({ exports: all.map(reportOf), stream, runners: 3 });
    expect(bucketsIn(metrics.get(trend))).toBeUndefined();
    expect(notes).toEqual(['the stream has 1.0 % of samples too many (runner 1): percentiles come from the runners\' own summaries']);
  });

  it('says where a counter alone was not heard whole, and by how much does not matter but for the last digits', () => {
    const stream = streamOf(all);
    stream.runners.get(2)?.counts.set('iterations', 49);
    stream.runners.get(3)?.counts.set('iterations', 50 * (1 + 1e-12));
    const { metrics, notes } = reconcile({ exports: all.map(reportOf), stream, runners: 3 });
    expect(metrics.get('iterations')).toMatchObject({ sum: 150 });
    expect(notes).toEqual(['the stream has other sums of iterations than the runners (runner 2): the runners\' own count']);
  });

  it('is not led astray by losses that add up to nothing', () => {
    const stream = streamOf(all);
    stream.runners.get(1)?.counts.set(trend, 51);
    stream.runners.get(2)?.counts.set(trend, 49);
    expect(bucketsIn(reconcile({ exports: all.map(reportOf), stream, runners: 3 }).metrics.get(trend))).toBeUndefined();
  });

  it('does without the stream where it has samples of nobody it knows', () => {
    const stream = streamOf(all);
    stream.runners.delete(3);
    expect(bucketsIn(reconcile({ exports: [1, 2].map(reportOf), stream, runners: 3 }).metrics.get(trend))).toBeUndefined();
  });

  it('lets the stream stand in for a runner without a summary', () => {
    const { metrics, checks, notes, missing } = reconcile({ exports: [1, 2].map(reportOf), stream: streamOf(all), runners: 3 });
    expect(Object.fromEntries(metrics)).toMatchObject({
      iterations: { sum: 150 },
      checks: { passes: 120, total: 150 },
      [trend]: { count: 150, grids: [expect.anything(), expect.anything()], buckets: expect.anything() },
      vus: { value: 6, max: 9 },
    });
    expect(checks).toEqual(new Map([['::ok', { passes: 120, fails: 30 }]]));
    expect(missing).toEqual([3]);
    expect(notes).toEqual(['runner 3 left no final summary: what is told of it was streamed, and may lack the last second']);
  });

  it('bounds the true percentile of all runners, whichever have a summary', () => {
    const truth = all.flatMap(latencies);
    fc.assert(fc.property(fc.subarray(all, { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (reported, share) => {
      const series = reconcile({ exports: reported.map(reportOf), stream: streamOf(all), runners: 3 }).metrics.get(trend);
      if (series?.type !== 'trend') throw new Error('it is a trend');
      const { value, bound = { low: value, high: value } } = quantile(series, share);
      const slack = 1e-9 * trueQuantile(truth, share);
      expect(bound.low - slack <= trueQuantile(truth, share) && trueQuantile(truth, share) <= bound.high + slack).toBe(true);
    }));
  });

  it('leaves the timings of a runner without a summary out where the stream lost some of the others\', and says so', () => {
    const { metrics, notes } = reconcile({ exports: [1, 2].map(reportOf), stream: streamOf(all, { 1: 5 }), runners: 3 });
    expect(metrics.get(trend)).toMatchObject({ count: 100 });
    expect(metrics.get('iterations')).toMatchObject({ sum: 150 });
    expect(notes).toEqual([
      'the stream lost 2.5 % of the samples (runner 1): percentiles come from the runners\' own summaries',
      'runner 3 left no final summary: what is told of it was streamed, and may lack the last second',
      'the samples of runner 3 are not in my_time: the stream lost some of the other runners\' samples',
    ]);
  });

  it('names the runners of which nothing is known', () => {
    expect(reconcile({ exports: [1].map(reportOf), stream: streamOf([1]), runners: 3 })).toMatchObject({
      notes: ['runners 2 and 3 left no final summary and streamed nothing: their numbers are missing'],
      missing: [2, 3],
    });
    expect(reconcile({ exports: [1].map(reportOf), stream: undefined, runners: 13 }).notes).toEqual(
      ['runners 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more left no final summary and streamed nothing: their numbers are missing'],
    );
  });

  it('takes the stream alone where no runner left a summary', () => {
    const stream = { ...streamOf([1, 2]), complete: false };
    const { metrics, source, notes, durationMilliseconds } = reconcile({ exports: [], stream, runners: 3, elapsedMilliseconds: 4000 });
    expect(metrics).toBe(stream.metrics);
    expect({ source, durationMilliseconds }).toEqual({ source: 'Stream', durationMilliseconds: 4000 });
    expect(notes).toEqual([
      'no runner left a final summary: all numbers are those that the runners streamed',
      'the stream was not heard from the start of the run: what came before is missing',
      'runner 3 left no final summary and streamed nothing: its numbers are missing',
    ]);
  });

  it('says that there are no numbers where there are none', () => {
    expect(reconcile({ exports: [], stream: undefined, runners: 2 })).toEqual({
      metrics: new Map(), checks: new Map(), groups: [], durationMilliseconds: 0, source: 'Summaries', missing: [1, 2],
      notes: ['no runner left a final summary, and none streamed anything: there are no numbers'],
    });
  });
});
