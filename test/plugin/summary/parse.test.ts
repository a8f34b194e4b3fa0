import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noK6Paint } from '../../../plugin/output/paint.ts';
import { parseSummary } from '../../../plugin/summary/parse.ts';
import { hasNumbers, wholeText } from '../../../plugin/summary/print.ts';

describe('reading a summary', () => {
  it('finds none in what is no summary', () => {
    for (const text of ['', 'null', '[]', '{}', '{"metrics":[]}', '{"metrics":{}']) expect(parseSummary(text)).toBeUndefined();
  });

  it('fills in what is missing, and leaves out what is not understood', () => {
    const text = JSON.stringify({
      metrics: { a: { type: 'counter', values: { count: 1, rate: null, more: 'x' } }, b: { type: 'histogram', values: {} }, c: 1 },
      distributed: { runners: [{ runner: 2, reported: false, why: 'gone', iterations: 3 }, 'x'], thresholds: [{ metric: 'a', expression: 'count>0', state: 'New', ok: true }], errorBounds: { a: { count: { low: 1 } } } },
    });
    expect(parseSummary(text)).toMatchObject({
      root_group: { name: '', groups: [], checks: [] },
      options: { summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'], summaryTimeUnit: '' },
      metrics: { a: { type: 'counter', contains: 'default', values: { count: 1 } } },
      distributed: { runners: [{ runner: 2, reported: false, why: 'gone', iterations: 3 }], thresholds: [{ metric: 'a', expression: 'count>0', state: 'Passed', ok: true }], errorBounds: { a: {} }, notes: [] },
    });
  });

  it('takes the thresholds from the metrics where nobody judged them for the whole run', () => {
    const text = JSON.stringify({ metrics: { a: { type: 'rate', values: {}, thresholds: { 'rate<1': { ok: true }, 'rate<0.1': { ok: false } } } } });
    expect(parseSummary(text)?.distributed.thresholds).toEqual([
      { metric: 'a', expression: 'rate<1', ok: true, state: 'Passed' }, { metric: 'a', expression: 'rate<0.1', ok: false, state: 'Failed' },
    ]);
  });

  it('has no values that nobody gave, whatever a metric or a threshold is called', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const metric = `{"type":"trend","values":{},"thresholds":{${names.map((name) => `"${name}":{"ok":false}`).join()}}}`;
    const summary = parseSummary(`{"metrics":{${names.map((name) => `"${name}":${metric}`).join()}}}`);
    expect(Object.keys(summary?.metrics ?? {})).toEqual(names);
    expect(names.map((name) => summary?.metrics['__proto__']?.values[name])).toEqual([undefined, undefined, undefined]);
    expect(summary && wholeText(summary, noK6Paint)).toContain('✗ \'constructor\'');
  });

  it('makes something that can be printed of any JSON', () => {
    const metric = fc.record({ type: fc.constantFrom('counter', 'gauge', 'rate', 'trend', 'x'), contains: fc.constantFrom('time', 'data', 'default', 1), values: fc.jsonValue(), thresholds: fc.jsonValue() }, { requiredKeys: [] });
    const whole = fc.record({ metrics: fc.dictionary(fc.string(), metric), root_group: fc.jsonValue(), options: fc.jsonValue(), state: fc.jsonValue(), distributed: fc.jsonValue() });
    fc.assert(fc.property(whole, (value) => {
      const summary = parseSummary(JSON.stringify(value));
      expect(summary).toBeDefined();
      if (summary) expect(wholeText(summary, noK6Paint).includes('TOTAL RESULTS')).toBe(hasNumbers(summary));
    }));
  });
});
