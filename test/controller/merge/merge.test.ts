import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeExports, mergeSeries, type Merged } from '../../../controller/merge/merge.ts';
import type { Series } from '../../../controller/merge/types.ts';
import { bucketsOf, exportOf, trendOf } from './samples.ts';

const gauge = (value: number, min: number, max: number): Series => ({ type: 'gauge', contains: 'default', value, min, max });
const counter = (sum: number): Series => ({ type: 'counter', contains: 'default', sum });

/** Grids and buckets have no order of their own. */
function comparable(series: Series): unknown {
  if (series.type !== 'trend') return series;
  const entries = [...(series.buckets?.entries() ?? [])].map((entry) => JSON.stringify(entry)).toSorted();
  return { ...series, sum: Number(series.sum.toPrecision(9)), grids: series.grids.map((grid) => JSON.stringify(grid)).toSorted(), buckets: entries };
}

function comparableMerged({ metrics, ...rest }: Merged): unknown {
  return { ...rest, checks: [...rest.checks], metrics: [...metrics].map(([name, series]) => [name, comparable(series)]) };
}

const samples = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
const anySeries: fc.Arbitrary<Series> = fc.oneof(
  fc.record({ type: fc.constant('counter' as const), contains: fc.constantFrom('default' as const, 'time' as const, 'data' as const), sum: fc.nat() }),
  fc.record({ type: fc.constant('rate' as const), passes: fc.nat(), total: fc.nat() }),
  fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(([value, min, max]) => gauge(value, min, max)),
  samples.map((values) => trendOf(values, [50, 90])),
  samples.map((values) => ({ ...trendOf(values, [50, 90]), buckets: bucketsOf(values, (at) => 2 + (at % 7)) })),
);
const name = fc.constantFrom('a', 'b', 'vus', 'vus{x:y}', 'm{a:1,b:2}', 'm{b:2, a:"1"}');
const anyExport = fc.record({
  metrics: fc.dictionary(name, anySeries),
  groups: fc.uniqueArray(fc.constantFrom('', '::a', '::b')),
  checks: fc.dictionary(fc.constantFrom('::one', '::two'), fc.record({ passes: fc.nat(), fails: fc.nat() })),
  durationMilliseconds: fc.nat(),
}).map(({ metrics, checks, ...rest }) => exportOf(1, metrics, { ...rest, checks: new Map(Object.entries(checks)) }));

describe('mergeExports', () => {
  it('gives the same in any order of the runners', () => {
    fc.assert(fc.property(fc.array(anyExport, { maxLength: 6 }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([all, shuffled]) => {
      expect(comparableMerged(mergeExports(shuffled))).toEqual(comparableMerged(mergeExports(all)));
    }), { numRuns: 200 });
  });

  it('gives the same where some were merged first', () => {
    fc.assert(fc.property(fc.array(anyExport, { minLength: 1, maxLength: 6 }), fc.nat(6), (all, cut) => {
      const first = mergeExports(all.slice(0, cut));
      const between = exportOf(0, {}, first);
      expect(comparableMerged(mergeExports([between, ...all.slice(cut)]))).toEqual(comparableMerged(mergeExports(all)));
    }), { numRuns: 200 });
  });

  it('sums counters, the parts of rates, checks and VUs, and takes the longest duration', () => {
    const one = exportOf(1, { n: counter(2), r: { type: 'rate', passes: 1, total: 4 }, vus: gauge(3, 1, 5), 'vus_max{a:b}': gauge(3, 1, 5) }, { durationMilliseconds: 5, checks: new Map([['::c', { passes: 1, fails: 2 }]]) });
    const merged = mergeExports([one, { ...one, runner: 2, durationMilliseconds: 7 }]);
    expect(Object.fromEntries(merged.metrics)).toEqual({ n: counter(4), r: { type: 'rate', passes: 2, total: 8 }, vus: gauge(6, 2, 10), 'vus_max{a:b}': gauge(6, 2, 10) });
    expect(merged).toMatchObject({ durationMilliseconds: 7, checks: new Map([['::c', { passes: 2, fails: 4 }]]) });
  });

  it('takes of any other gauge the least, the largest, and the largest of the last values', () => {
    expect(mergeSeries(gauge(3, 1, 5), gauge(2, 0, 9), 'queue')).toEqual(gauge(3, 0, 9));
  });

  it('keeps every runner\'s grid of a trend, and adds the buckets', () => {
    const [a, b] = [[1, 2, 3], [4, 5]].map((values) => ({ ...trendOf(values), buckets: bucketsOf(values, () => 8) }));
    if (a === undefined || b === undefined) throw new Error('there are two');
    const merged = mergeSeries(a, b, 't');
    expect(merged).toMatchObject({ count: 5, sum: 15, min: 1, max: 5, grids: [...a.grids, ...b.grids] });
    expect([...merged.buckets.entries()].map(({ count }) => count)).toEqual([1, 1, 1, 1, 1]);
    expect([...a.buckets.entries()]).toHaveLength(3);
  });

  it('knows one sub-metric under all spellings of its tags', () => {
    const merged = mergeExports([exportOf(1, { 'm{b:2, a:"1"}': counter(1) }), exportOf(2, { 'm{a:1,b:2}': counter(2) })]);
    expect(Object.fromEntries(merged.metrics)).toEqual({ 'm{a:1,b:2}': counter(3) });
  });

  it('says what a metric holds where one runner knows it', () => {
    expect(mergeSeries({ ...trendOf([1]), contains: 'default' }, trendOf([2]), 't').contains).toBe('time');
  });

  it('gives nothing for no runners', () => {
    expect(mergeExports([])).toEqual({ metrics: new Map(), checks: new Map(), groups: [], durationMilliseconds: 0 });
  });
});
