import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxThresholdsListed, type ThresholdStatus } from '../../../api/status.ts';
import { k6Milliseconds } from '../../../controller/merge/duration.ts';
import { mergeSeries } from '../../../controller/merge/merge.ts';
import { quantile } from '../../../controller/merge/quantile.ts';
import { judgeThresholds, parseThresholds, subMetricsOf, thresholdToAbort } from '../../../controller/merge/thresholds.ts';
import type { Metrics, Series } from '../../../controller/merge/types.ts';
import { generator, trendOf, trueQuantile } from './samples.ts';

const threshold = (metric: string, expression: string, more: Partial<ThresholdStatus> = {}): ThresholdStatus => ({ metric, expression, state: 'Pending', ...more });

function judged(series: Series | undefined, expression: string, options = {}): ThresholdStatus | undefined {
  const metrics: Metrics = new Map(series === undefined ? [] : [['m', series]]);
  return judgeThresholds([threshold('m', expression)], metrics, 10_000, options)[0];
}

describe('parseThresholds', () => {
  it('reads what k6 inspect tells, under the names of k6\'s summaries', () => {
    const thresholds = { 'my_trend{ kind: "a" }': ['max<5'], http_req_duration: ['p(95)<200', { threshold: 'avg<100', abortOnFail: true, delayAbortEval: '1m30s' }, { threshold: 'min>0', abortOnFail: false, delayAbortEval: null }] };
    expect(parseThresholds({ thresholds })).toEqual([
      threshold('my_trend{kind: "a"}', 'max<5'),
      threshold('http_req_duration', 'p(95)<200'),
      threshold('http_req_duration', 'avg<100', { abortOnFail: true, delayAbortEval: '1m30s' }),
      threshold('http_req_duration', 'min>0'),
    ]);
  });

  it('takes a delay without a unit for milliseconds', () => {
    expect(parseThresholds({ thresholds: { m: [{ threshold: 'avg<1', delayAbortEval: 500 }] } })).toEqual([threshold('m', 'avg<1', { delayAbortEval: '500ms' })]);
  });

  it('finds none in anything else, and keeps no more than the status has place for', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(parseThresholds({ thresholds: value }).every(({ state }) => state === 'Pending')).toBe(true)));
    for (const nothing of [undefined, null, [], 'x', { thresholds: null }, { thresholds: { m: null } }, { thresholds: { m: [null, 5, {}] } }]) expect(parseThresholds(nothing)).toEqual([]);
    expect(parseThresholds({ thresholds: { m: Array.from({ length: 300 }, (_, at) => `avg<${at}`) } })).toHaveLength(maxThresholdsListed);
  });
});

describe('subMetricsOf', () => {
  it('names each sub-metric once', () => {
    expect(subMetricsOf([threshold('m', 'avg<1'), threshold('m{a:1,b:2}', 'avg<1'), threshold('m{b:2,a:1}', 'avg<2'), threshold('n{a:1}', 'avg<1')])).toEqual(['m{a:1,b:2}', 'n{a:1}']);
  });
});

describe('judgeThresholds', () => {
  const counter: Series = { type: 'counter', contains: 'default', sum: 50 };
  const rate: Series = { type: 'rate', passes: 3, total: 4 };
  const gauge: Series = { type: 'gauge', contains: 'default', value: 5, min: 1, max: 9 };
  const trend = trendOf([1, 2, 3, 4, 10]);

  it.each<[Series, string, boolean, number]>([
    [counter, 'count==50', true, 50],
    [counter, 'count != 50', false, 50],
    [counter, 'rate>4.9', true, 5],
    [counter, 'rate>=5.1', false, 5],
    [rate, 'rate>0.74', true, 0.75],
    [rate, ' rate < 0.75 ', false, 0.75],
    [gauge, 'value<=5', true, 5],
    [trend, 'avg===4', true, 4],
    [trend, 'min>1', false, 1],
    [trend, 'max<1e2', true, 10],
    [trend, 'med<3', false, 3],
    [trend, 'p(50)<=3', true, 3],
    [trend, 'p(100)<10', false, 10],
    [trend, 'p(0)<.5', false, 1],
  ])('of %j, %s is %s', (series, expression, ok, observed) => {
    expect(judged(series, expression)).toEqual(threshold('m', expression, { ok, state: ok ? 'Passed' : 'Failed', observed }));
  });

  it.each<[string, Series, string]>([
    ['nonsense', counter, 'count is small'],
    ['an operator too many', counter, 'count<<5'],
    ['no limit', counter, 'count<'],
    ['a percentile that is none', trend, 'p(101)<5'],
    ['a percentile of a counter', counter, 'p(95)<5'],
    ['the count of a trend, which k6 does not allow either', trend, 'count>5'],
    ['a rate without samples', { type: 'rate', passes: 0, total: 0 }, 'rate>0.9'],
  ])('leaves %s pending, without a verdict', (_, series, expression) => {
    expect(judged(series, expression, { final: true })).toEqual(threshold('m', expression));
  });

  it('leaves a metric without samples alone while the run is on', () => {
    expect(judged(undefined, 'p(90)>5')).toEqual(threshold('m', 'p(90)>5'));
  });

  it.each([['p(90)>5', false], ['p(90)<5', true], ['avg<1', true], ['count>0', false], ['count<1', true], ['value>0', false]])('takes at the end a metric without samples for 0, as k6 does: %s is %s', (expression, ok) => {
    expect(judged(undefined, expression, { final: true })).toMatchObject({ ok, observed: 0 });
  });

  it('leaves the rate of an unknown metric pending at the end, since a rate without samples passes and a counter is 0', () => {
    expect(judged(undefined, 'rate>0.5', { final: true })).toEqual(threshold('m', 'rate>0.5'));
    const metrics: Metrics = new Map([['m', counter]]);
    expect(judgeThresholds([threshold('m{a:b}', 'rate>0.5')], metrics, 1000, { final: true })[0]).toMatchObject({ ok: false, observed: 0 });
  });

  it('gives a counter no rate where no duration is known', () => {
    expect(judgeThresholds([threshold('m', 'rate>1')], new Map([['m', counter]]), 0)).toEqual([threshold('m', 'rate>1')]);
  });

  it('finds a sub-metric under another spelling of its tags', () => {
    const metrics: Metrics = new Map([['m{b: "2", a:1}', counter]]);
    expect(judgeThresholds([threshold('m{a:1,b:2}', 'count>1')], metrics, 1000)[0]?.ok).toBe(true);
  });

  it('forgets what it judged before', () => {
    const before = threshold('m', 'count<5', { state: 'Failed', ok: false, observed: 9, errorBound: { low: 1, high: 9 } });
    expect(judgeThresholds([before], new Map(), 1000)).toEqual([threshold('m', 'count<5')]);
  });

  it('is never sure of a percentile and wrong: it says so where the limit lies inside the bound', () => {
    const random = generator(3);
    const parts = [1, 2, 3].map((slowness) => Array.from({ length: 40 }, () => Math.exp(random() * 3) * slowness));
    const [a, b, c] = parts.map((samples) => trendOf(samples, [10, 50, 90]));
    if (a === undefined || b === undefined || c === undefined) throw new Error('there are three');
    const merged = mergeSeries(mergeSeries(a, b, 'm'), c, 'm');
    const truth = trueQuantile(parts.flat(), 0.95);
    const { value, bound = { low: value, high: value } } = quantile(merged, 0.95);
    fc.assert(fc.property(fc.double({ min: merged.min, max: merged.max, noNaN: true }), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), (limit, operator) => {
      const { state, ok, observed, errorBound } = judged(merged, `p(95)${operator}${limit}`) ?? threshold('m', '');
      expect({ observed, errorBound }).toEqual({ observed: value, errorBound: bound });
      if (state === 'Indeterminate') expect(bound.low <= limit && limit <= bound.high).toBe(true);
      else {
        const right = { '<': truth < limit, '<=': truth <= limit, '>': truth > limit, '>=': truth >= limit, '==': truth === limit, '!=': truth !== limit }[operator];
        expect(ok).toBe(right);
      }
    }));
    const inside = (bound.low + bound.high) / 2;
    expect(judged(merged, `p(95)<${inside}`)).toMatchObject({ state: 'Indeterminate', ok: value < inside });
    for (const operator of ['==', '!=']) expect(judged(merged, `p(95)${operator}${inside}`)?.state).toBe('Indeterminate');
  });
});

describe('thresholdToAbort', () => {
  const failed = threshold('m', 'avg<1', { state: 'Failed', ok: false, abortOnFail: true });

  it('names a threshold that failed and is to end the run, once its delay is over', () => {
    expect(thresholdToAbort([threshold('n', 'avg<1', { state: 'Passed', ok: true, abortOnFail: true }), failed], 0)).toBe(failed);
    const later = { ...failed, delayAbortEval: '10s' };
    expect(thresholdToAbort([later], 10_000)).toBeUndefined();
    expect(thresholdToAbort([later], 10_001)).toBe(later);
  });

  it.each<[string, Partial<ThresholdStatus>]>([
    ['that passed', { state: 'Passed', ok: true }],
    ['that is in doubt', { state: 'Indeterminate' }],
    ['that is not to end the run', { abortOnFail: false }],
  ])('names none %s', (_, change) => {
    expect(thresholdToAbort([{ ...failed, ...change }], 1e9)).toBeUndefined();
  });
});

describe('k6Milliseconds', () => {
  it.each([['500ms', 500], ['1m30s', 90_000], ['1.5h', 5_400_000], ['1d12h', 129_600_000], ['250', 250], ['-2s', -2000], ['0', 0], ['10us', 0.01], ['1h0m0.5s', 3_600_500]])('reads %s as %d ms', (text, milliseconds) => {
    expect(k6Milliseconds(text)).toBeCloseTo(milliseconds, 9);
  });

  it.each(['', 'x', '5x', '1h 3m', 's', 'NaN'])('knows no "%s"', (text) => {
    expect(k6Milliseconds(text)).toBeUndefined();
  });
});
