import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readExport } from '../../../controller/merge/export.ts';
import type { RunnerExport } from '../../../controller/merge/types.ts';

const log = (name: string): string => readFileSync(new URL(`./logs/${name}.log`, import.meta.url), 'utf8');
const real = log('thresholds');

const block = (metrics: unknown, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ metrics, root_group: { name: '', path: '', groups: {}, checks: {} }, ...more }, undefined, 4);

const series = (exported: RunnerExport | undefined): Record<string, unknown> => Object.fromEntries(exported?.metrics ?? []);

describe('readExport', () => {
  it('reads what k6 itself wrote, each metric by its keys', () => {
    const exported = readExport(real, 3);
    expect(exported?.runner).toBe(3);
    expect(series(exported)).toMatchObject({
      iterations: { type: 'counter', contains: 'default', sum: 20 },
      my_count: { type: 'counter', sum: 40 },
      data_sent: { type: 'counter', contains: 'data' },
      checks: { type: 'rate', passes: 20, total: 40 },
      my_gauge: { type: 'gauge', min: 0 },
      iteration_duration: { type: 'trend', contains: 'time', count: 20 },
      'my_trend{kind: "a", x:y}': { type: 'trend', contains: 'default', count: 20, sum: 60, min: 3, max: 3 },
    });
    expect(exported?.groups).toEqual(['', '::outer', '::outer::inner']);
    expect(exported?.checks).toEqual(new Map([['::is one', { passes: 20, fails: 0 }], ['::outer::inner::is one', { passes: 0, fails: 20 }]]));
    expect(exported?.durationMilliseconds).toBeGreaterThan(0);
  });

  it('makes of a trend one grid, from its least value to its largest', () => {
    const trend = readExport(real, 1)?.metrics.get('my_time');
    const shares = trend?.type === 'trend' ? trend.grids[0]?.points.map(({ share }) => share) : [];
    expect(shares).toEqual([0, 0.25, 0.5, 0.75, 0.95, 1]);
    const values = trend?.type === 'trend' ? (trend.grids[0]?.points.map(({ value }) => value) ?? []) : [];
    expect(values.at(0)).toBeLessThanOrEqual(12);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('leaves out what setup() returned, which may be secret', () => {
    expect(real).toContain('hunter2');
    const { metrics = new Map(), ...rest } = readExport(real, 1) ?? {};
    expect(JSON.stringify([[...metrics], rest])).not.toContain('hunter2');
  });

  it('takes the last summary for k6\'s, not what the script printed before or what its handleSummary() was given', () => {
    expect(series(readExport(log('handlesummary'), 1))).toMatchObject({ my_trend: { count: 5 } });
    expect(series(readExport(`${block({ a: { count: 1, rate: 1 } })}\n${block({ b: { count: 1, rate: 1 } })}`, 1))).toEqual({ b: expect.anything() });
  });

  it('reads it with lines of the other stream between its own', () => {
    const lines = real.split('\n');
    const torn = lines.flatMap((line, at) => (at % 3 === 0 ? [line, '    { expected_response:true }...: avg=1.2ms min=1ms', '  █ TOTAL RESULTS', ''] : [line]));
    expect(readExport(torn.join('\n'), 1)).toEqual(readExport(real, 1));
  });

  it('reads it with a line of k6\'s log at its very end, since k6 ends it without a new line', () => {
    expect(series(readExport(`${block({ a: { count: 1, rate: 1 } })}time="2026-11-28T09:51:55Z" level=error msg="x"`, 1))).toEqual({ a: expect.anything() });
  });

  it('finds none in a log that was cut, before or behind', () => {
    const text = block({ a: { count: 1, rate: 1 } });
    expect(readExport(text.slice(0, -3), 1)).toBeUndefined();
    expect(readExport(text.slice(2), 1)).toBeUndefined();
    expect(readExport('', 1)).toBeUndefined();
  });

  it('takes counters for a duration, in milliseconds: the longest that any tells', () => {
    expect(readExport(block({ a: { count: 10, rate: 2 }, b: { count: 0, rate: 0 }, c: { count: 4, rate: 1 } }), 1)?.durationMilliseconds).toBe(5000);
    expect(readExport(block({ b: { count: 0, rate: 0 } }), 1)?.durationMilliseconds).toBe(0);
  });

  it.each([
    ['a trend without a count', { avg: 1, min: 1, max: 1 }],
    ['a trend of no samples', { avg: 0, min: 0, max: 0, count: 0 }],
    ['a trend with null for a number', { avg: null, min: 1, max: 1, count: 1 }],
    ['a trend with its least value above its largest', { avg: 1, min: 2, max: 1, count: 1 }],
    ['a counter without a number', { count: null, rate: 1 }],
    ['a rate with a share of a sample', { value: 0.5, passes: 0.5, fails: 1 }],
    ['a gauge without its least value', { value: 1, max: 1 }],
    ['a list', []],
    ['a text', 'x'],
    ['null', null],
  ])('skips %s', (_, values) => {
    expect(series(readExport(block({ odd: values, good: { count: 1, rate: 1 } }), 1))).toEqual({ good: expect.anything() });
  });

  it('takes names such as __proto__ and constructor for names', () => {
    const text = `{\n"metrics": {"__proto__": {"count": 1, "rate": 1}, "constructor": {"count": 2, "rate": 1}}, "root_group": {"path": "", "checks": {"__proto__": {"path": "::__proto__", "passes": 1, "fails": 0}}}\n}`;
    const exported = readExport(text, 1);
    expect([...(exported?.metrics.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
    expect([...(exported?.checks.keys() ?? [])]).toEqual(['::__proto__']);
    expect(({} as Record<string, unknown>)['count']).toBeUndefined();
  });

  it('never throws, whatever the log holds', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('{', '}', '"metrics": {},', '"root_group": {"path": ""}', '"a": [', ']', '\u0000'));
    fc.assert(fc.property(fc.array(line), (lines) => expect(() => readExport(lines.join('\n'), 1)).not.toThrow()));
    fc.assert(fc.property(fc.json(), fc.json(), (metrics, root) => expect(() => readExport(`{\n"metrics": ${metrics}, "root_group": ${root}\n}`, 1)).not.toThrow()));
  });

  it('gives up on a log that holds nothing but openings, and on groups that nest without end', () => {
    expect(readExport('{\n'.repeat(1_000_000), 1)).toBeUndefined();
    const deep = `${'{"path": "::a", "groups": {"a": '.repeat(5000)}{}${'}}'.repeat(5000)}`;
    expect(readExport(`{\n"metrics": {}, "root_group": {"path": "", "groups": {"a": ${deep}}}\n}`, 1)?.groups).toEqual(['', '::a']);
  });
});
