import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRequest } from '../../../controller/collector/otlp/decode.ts';
import { mostSeries } from '../../../controller/collector/series.ts';
import { Streams, type Export } from '../../../controller/collector/streams.ts';
import type { Buckets } from '../../../controller/merge/buckets.ts';
import type { GaugeSeries, StreamData, TrendSeries } from '../../../controller/merge/types.ts';
import { encodeRequest, histogramOf, type MetricOf } from './otlp/encode.ts';

const start = Date.UTC(2026, 0, 1);

/** The second's export, by an exporter whose beat is that of the clock. */
function send(streams: Streams, second: number, metrics: Omit<MetricOf, 'from' | 'to'>[], rest: Partial<Export> = {}): ReturnType<Streams['accept']> {
  const when = { from: start + (second - 1) * 1000, to: start + second * 1000 };
  const request = decodeRequest(encodeRequest(metrics.map((metric) => ({ ...when, ...metric }))));
  return streams.accept({ uid: 'u', runner: 1, request, now: when.to, subMetrics: [], fromStart: true, ...rest });
}

function view(streams: Streams): StreamData {
  return streams.view('u') as StreamData;
}

const counter = (double: number, tags = {}): Omit<MetricOf, 'from' | 'to'> => ({ name: 'http_reqs', sum: [{ double, tags }] });
const gauge = (name: string, double: number): Omit<MetricOf, 'from' | 'to'> => ({ name, gauge: [{ double }] });
const trend = (values: number[], tags = {}, scale = 5): Omit<MetricOf, 'from' | 'to'> => ({ name: 'http_req_duration', unit: 'ms', exponential: [{ ...histogramOf(values, scale), tags }] });
const entriesOf = (buckets: Buckets | undefined): unknown => [...buckets?.entries() ?? []].sort((a, b) => a.low - b.low || a.high - b.high);

describe('the streams of a run', () => {
  it('are summed over runners, exports and tags', () => {
    const streams = new Streams();
    for (const [runner, second, amount] of [[1, 1, 3], [2, 1, 4], [1, 2, 5]] as const) send(streams, second, [counter(amount, { runner: String(runner), second: String(second) })], { runner });
    expect(view(streams).metrics.get('http_reqs')).toEqual({ type: 'counter', contains: 'default', sum: 12 });
    expect([1, 2].map((runner) => view(streams).runners.get(runner)?.counts.get('http_reqs'))).toEqual([8, 4]);
    expect([streams.uids(), view(streams).complete]).toEqual([['u'], true]);
  });

  it('count what an export tells in its own second, though its gauges are as old as the run', () => {
    const streams = new Streams();
    const old = (to: number): MetricOf => ({ ...gauge('vus', 5), from: start, to: start + to * 1000 });
    for (const second of [1, 2, 3, 4]) {
      const when = { from: start + (second - 1) * 1000, to: start + second * 1000 };
      const request = decodeRequest(encodeRequest([{ ...counter(10), ...when }, old(second)]));
      streams.accept({ uid: 'u', runner: 1, request, now: when.to, subMetrics: [], fromStart: true });
    }
    expect(streams.timeline('u')?.requestsPerSecond.slice(0, 4)).toEqual([10, 10, 10, 10]);
  });

  it('give rates from one counter with a condition, and from a pair', () => {
    const streams = new Streams();
    send(streams, 1, [{ name: 'lucky.total', sum: [{ int: 3, tags: { condition: 'nonzero' } }, { int: 5, tags: { condition: 'zero' } }] }]);
    send(streams, 1, [{ name: 'old.occurred', sum: [{ int: 2 }] }, { name: 'old.total', sum: [{ int: 6 }] }]);
    expect(view(streams).metrics.get('lucky')).toEqual({ type: 'rate', passes: 3, total: 8 });
    expect(view(streams).metrics.get('old')).toEqual({ type: 'rate', passes: 2, total: 6 });
    expect(view(streams).runners.get(1)?.rates.get('lucky')).toEqual({ type: 'rate', passes: 3, total: 8 });
    expect(view(streams).runners.get(1)?.counts.get('lucky')).toBe(8);
  });

  it('give a trend with the buckets of all runners, of the runner\'s own duration too', () => {
    const streams = new Streams();
    send(streams, 1, [trend([1, 2, 4])]);
    send(streams, 1, [trend([8, 100])], { runner: 2 });
    const series = view(streams).metrics.get('http_req_duration') as TrendSeries;
    expect(series).toMatchObject({ type: 'trend', contains: 'time', count: 5, sum: 115, min: 1, max: 100, grids: [] });
    expect([...series.buckets?.entries() ?? []].reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(view(streams).runners.get(2)?.duration).toMatchObject({ count: 2, sum: 108, min: 8, max: 100 });
  });

  it('have the duration of iterations where there are no requests', () => {
    const streams = new Streams();
    send(streams, 1, [{ ...trend([5]), name: 'iteration_duration' }]);
    expect(view(streams).runners.get(1)?.duration).toMatchObject({ count: 1, max: 5 });
    send(streams, 2, [{ ...trend([5]), name: 'iteration_duration' }, trend([3])]);
    expect(view(streams).runners.get(1)?.duration).toMatchObject({ count: 1, max: 3 });
  });

  it('give VUs as the sum of the runners, and other gauges as the last value', () => {
    const streams = new Streams();
    send(streams, 1, [gauge('vus', 5), gauge('level', 9)]);
    send(streams, 1, [gauge('vus', 3), gauge('level', 7)], { runner: 2 });
    send(streams, 3, [gauge('vus', 1), gauge('level', 1)]);
    send(streams, 2, [gauge('vus', 4), gauge('level', 8)], { runner: 2 });
    expect(view(streams).metrics.get('vus')).toMatchObject({ value: 5, min: 4, max: 8 } satisfies Partial<GaugeSeries>);
    expect(view(streams).metrics.get('level')).toMatchObject({ value: 1, min: 1, max: 9 } satisfies Partial<GaugeSeries>);
    expect(view(streams).runners.get(2)).toMatchObject({ vus: 4, lastHeard: start + 2000 });
  });

  it('give the sub-metrics that thresholds name, by k6\'s rules', () => {
    const streams = new Streams();
    const subMetrics = ['http_reqs{name:a, "status":\'200\'}', 'http_reqs{group:::login}', 'http_reqs{none:x}', 'http_reqs{}', 'http_reqs'];
    const tags = [{ name: 'a', status: '200' }, { name: 'a', status: '500' }, { name: 'b', group: '::login', status: '200' }];
    send(streams, 1, [{ name: 'http_reqs', sum: tags.map((one) => ({ double: 1, tags: one })) }], { subMetrics });
    send(streams, 2, [counter(10, { name: 'a', status: '200', more: 'x' })], { subMetrics });
    const sums = Object.fromEntries([...view(streams).metrics].map(([name, series]) => [name, series.type === 'counter' ? series.sum : undefined]));
    expect(sums).toEqual({ http_reqs: 13, [subMetrics[0] ?? '']: 11, [subMetrics[1] ?? '']: 1 });
  });

  it('always give the durations of expected responses, as k6 does', () => {
    const streams = new Streams();
    send(streams, 1, [trend([1, 2], { expected_response: 'true' })]);
    expect(view(streams).metrics.get('http_req_duration{expected_response:true}')).toMatchObject({ count: 2 });
  });

  it('give checks by their path, and every group with those around it', () => {
    const streams = new Streams();
    const check = (int: number, condition: string, tags: Record<string, string>): Omit<MetricOf, 'from' | 'to'> => ({ name: 'checks.total', sum: [{ int, tags: { ...tags, condition } }] });
    send(streams, 1, [check(3, 'nonzero', { check: 'ok' })]);
    send(streams, 2, [check(1, 'zero', { check: 'ok' })]);
    send(streams, 3, [check(2, 'nonzero', { check: 'ok', group: '::a::b' })]);
    send(streams, 3, [{ name: 'group_duration', unit: 'ms', exponential: [{ ...histogramOf([1], 5), tags: { group: '::c' } }] }]);
    expect(Object.fromEntries(view(streams).checks)).toEqual({ '::ok': { passes: 3, fails: 1 }, '::a::b::ok': { passes: 2, fails: 0 } });
    expect(view(streams).groups).toEqual(['', '::a', '::a::b', '::c']);
  });

  it('tell the rates of the last seconds, of runners that still speak', () => {
    const streams = new Streams();
    expect(streams.view('u')).toBeUndefined();
    for (let second = 1; second <= 20; second += 1) {
      send(streams, second, [counter(second <= 10 ? 100 : 7), { name: 'iterations', sum: [{ double: 2 }] }]);
      if (second < 5) send(streams, second, [counter(1000)], { runner: 2 });
    }
    expect(view(streams).lately).toEqual({ iterationsPerSecond: 2, requestsPerSecond: 7 });
  });

  it('are known to be in part where they were not heard from the start, and forgotten when told to', () => {
    const streams = new Streams();
    send(streams, 1, [counter(1)], { fromStart: false });
    expect(view(streams).complete).toBe(false);
    expect(streams.timeline('u')?.notes).toHaveLength(1);
    streams.forget('u');
    expect([streams.uids(), streams.view('u'), streams.timeline('u'), streams.notes('u')]).toEqual([[], undefined, undefined, []]);
  });
});

describe('exports that come twice, late, or as totals', () => {
  it('count once', () => {
    const streams = new Streams();
    for (const second of [1, 1, 3, 2]) send(streams, second, [counter(10), trend([1, 2])]);
    expect(view(streams).metrics.get('http_reqs')).toMatchObject({ sum: 20 });
    expect(view(streams).metrics.get('http_req_duration')).toMatchObject({ count: 4 });
    expect(send(streams, 3, [counter(10), trend([1, 2])])).toEqual({ points: 0, duplicates: 2 });
  });

  it('add what totals grew by', () => {
    const streams = new Streams();
    const samples = [3, 50, 7, 1000, 0.001, 20];
    const totals = (upTo: number): Omit<MetricOf, 'from' | 'to'>[] => [
      { ...counter(upTo * 10), cumulative: true }, { ...trend(samples.slice(0, upTo), {}, 10 - upTo), cumulative: true },
    ];
    for (const upTo of [1, 2, 4, 6]) send(streams, upTo, totals(upTo));
    expect(view(streams).metrics.get('http_reqs')).toMatchObject({ sum: 60 });
    const series = view(streams).metrics.get('http_req_duration') as TrendSeries;
    expect(series).toMatchObject({ count: 6, min: 0.001, max: 1000 });
    expect(series.sum).toBeCloseTo(1080.001);
    const entries = [...series.buckets?.entries() ?? []];
    for (const sample of samples) expect(entries.filter(({ low, high }) => low < sample && sample <= high)).not.toEqual([]);
    expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });

  it('add a whole total that fell: its process began anew', () => {
    const streams = new Streams();
    for (const [second, total] of [[1, 10], [2, 4], [3, 6]] as const) send(streams, second, [{ ...counter(total), cumulative: true }]);
    expect(view(streams).metrics.get('http_reqs')).toMatchObject({ sum: 16 });
  });

  it('have no buckets once some samples came without', () => {
    const streams = new Streams();
    send(streams, 1, [trend([1])]);
    send(streams, 2, [{ name: 'http_req_duration', unit: 'ms', explicit: [{ count: 2, sum: 9, min: 4, max: 5 }] }]);
    send(streams, 3, [trend([1])]);
    expect(view(streams).metrics.get('http_req_duration')).toEqual({ type: 'trend', contains: 'time', count: 4, sum: 11, min: 1, max: 5, grids: [] });
    expect(streams.notes('u')).toEqual([expect.stringContaining('http_req_duration came without fine buckets')]);
  });

  it('are the same in any order of runners', () => {
    const exports = fc.array(fc.record({ runner: fc.integer({ min: 1, max: 4 }), values: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }), scale: fc.integer({ min: 0, max: 7 }) }), { maxLength: 12 });
    fc.assert(fc.property(exports, (all) => {
      const inTurn = new Streams();
      const byRunner = new Streams();
      for (const [at, { runner, values, scale }] of all.entries()) send(inTurn, at + 1, [trend(values, {}, scale)], { runner });
      for (const [at, { runner, values, scale }] of [...all.entries()].sort(([, a], [, b]) => a.runner - b.runner)) send(byRunner, at + 1, [trend(values, {}, scale)], { runner });
      const [one, other] = [inTurn, byRunner].map((streams) => streams.view('u')?.metrics.get('http_req_duration') as TrendSeries | undefined);
      expect([one?.count, one?.sum, entriesOf(one?.buckets)]).toEqual([other?.count, other?.sum, entriesOf(other?.buckets)]);
    }), { numRuns: 50 });
  });
});

describe('a runner that sends too much', () => {
  it('makes no more series than there may be, and a note', () => {
    const streams = new Streams();
    send(streams, 1, Array.from({ length: mostSeries + 50 }, (_, at) => ({ ...counter(1), name: `metric_${at}` })));
    expect(view(streams).metrics.size).toBe(mostSeries);
    expect(streams.notes('u')).toEqual([expect.stringContaining('(50 times)')]);
  });

  it.each<[string, Omit<MetricOf, 'from' | 'to'>]>([
    ['a metric whose name is too long', { ...counter(1), name: 'x'.repeat(200) }],
    ['a metric that is another\'s by name', gauge('http_reqs', 1)],
    ['a check whose name is too long', { name: 'checks.total', sum: [{ int: 1, tags: { check: 'x'.repeat(2000) } }] }],
  ])('loses %s, and a note tells', (_, metric) => {
    const streams = new Streams();
    send(streams, 1, [counter(1)]);
    send(streams, 2, [metric]);
    expect(view(streams).metrics.get('http_reqs')).toMatchObject({ sum: 1 });
    expect([...view(streams).checks]).toEqual([]);
    expect(streams.notes('u')).toHaveLength(1);
  });

  it('is no harm where its numbers are none', () => {
    const streams = new Streams();
    send(streams, 1, [counter(Number.NaN), { ...trend([1]), exponential: [{ ...histogramOf([1], 3), sum: Infinity }] }]);
    expect([...view(streams).metrics]).toEqual([]);
  });

  it('is told of where tags were lost', () => {
    const streams = new Streams();
    send(streams, 1, [counter(5, { 'otel.metric.overflow': 'true' })]);
    expect(view(streams).metrics.get('http_reqs')).toMatchObject({ sum: 5 });
    expect(streams.notes('u')).toHaveLength(1);
  });
});
