import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MergedSummary } from '../../../api/summary/merged.ts';
import { readableLog, runnerLogFilter } from '../../../api/summary/runnerlog.ts';
import { defaultTrendStats, runnerTrendStats } from '../../../api/summary/trendstats.ts';
import { noK6Paint } from '../../../plugin/output/paint.ts';
import { parseSummary } from '../../../plugin/summary/parse.ts';
import { summaryText } from '../../../plugin/summary/text.ts';

/** As k6 writes it, in any order of the fields. */
function exported(fields: Record<string, unknown> = { root_group: { name: '', groups: {}, checks: {} }, metrics: { a: { count: 1, 'p(99)': -1.5e-7, thresholds: { 'p(99)<1': false } } } }): string {
  return JSON.stringify(fields, null, 4);
}

/** What k6 prints of two trends with so many stats, and what it would print with fewer. */
function printed(stats: readonly string[]): string {
  const values = (offset: number): Record<string, number> => Object.fromEntries(runnerTrendStats(stats).map((stat, at) => [stat, stat === 'count' ? 12 : at * 7.3 + offset]));
  const metrics = {
    http_req_duration: { type: 'trend', contains: 'time', values: values(0.5) }, 'http_req_duration{a b:c d}': { type: 'trend', contains: 'time', values: values(900) },
    size: { type: 'trend', contains: 'data', values: values(5000) }, orders: { type: 'counter', contains: 'default', values: { count: 3, rate: 1.5 } },
  };
  const summary = parseSummary(JSON.stringify({ metrics, options: { summaryTrendStats: stats, summaryTimeUnit: '' } })) as MergedSummary;
  return summaryText(summary, noK6Paint);
}

describe('a runner\'s log', () => {
  it('loses the export, whichever of its fields comes first, and nothing around it', () => {
    for (const fields of [['root_group', 'metrics', 'setup_data'], ['metrics', 'setup_data', 'root_group'], ['setup_data', 'metrics', 'root_group']]) {
      const values: Record<string, unknown> = { root_group: { name: '' }, metrics: { a: { count: 1 } }, setup_data: [{ token: 'x\ny' }, 1, -2.5, true, null, [], {}] };
      const text = exported(Object.fromEntries(fields.map((field) => [field, values[field]])));
      expect(readableLog(`before\n${text}`)).toBe('before\n');
      expect(readableLog(`before\n${text}\nafter\n`)).toBe('before\nafter\n');
    }
  });

  it('keeps what the process says behind the export, whose last line has no end of its own', () => {
    expect(readableLog(`${exported()}time="now" level=error msg="aborted"\n`)).toBe('time="now" level=error msg="aborted"\n');
  });

  it('keeps what came through stdout between lines of the export', () => {
    const [brace = '', ...rest] = exported().split('\n');
    const mixed = [brace, '  █ TOTAL RESULTS ', '', rest[0], '    CUSTOM', rest[1], '      { name:slow }...: 1', ...rest.slice(2), '    ✓ there', ''];
    expect(readableLog(mixed.join('\n'))).toBe(['  █ TOTAL RESULTS ', '', '    CUSTOM', '      { name:slow }...: 1', '    ✓ there', ''].join('\n'));
  });

  it('keeps an object that is not the export, though it begins alike', () => {
    for (const text of ['{', '{\n', '{\n}\n', '{\n{\n{\n{\n{\n', '{\n    "metrics": 1\n}\n', JSON.stringify({ name: 1, metrics: {}, root_group: {} }, null, 4), '{\n  "root_group": {}\n}', JSON.stringify({ a: { metrics: { b: 1 } } }, null, 4)]) {
      expect(readableLog(text)).toBe(text);
    }
  });

  it('loses the export where only the end of the log was read as well', () => {
    const lines = exported({ metrics: { a: { count: 1, 'p(99)': 2 }, b: { value: 1 } }, root_group: { name: '', groups: {}, checks: {} } }).split('\n');
    for (const first of [3, 4, 5, 7, 8, 9, 11]) expect(readableLog([...lines.slice(first), 'after', ''].join('\n'))).toBe('after\n');
  });

  it.each([
    ['k6\'s own stats', defaultTrendStats], ['stats of the script\'s choice', ['p(99.9)', 'max', 'count', 'p(12.5)']],
  ])('shows of each trend %s, in the columns that k6 itself would make', (_, stats) => {
    const noisy = printed(runnerTrendStats(stats));
    expect(Math.max(...noisy.split('\n').map((line) => line.length))).toBeGreaterThan(1000);
    expect(readableLog(noisy, stats)).toBe(printed(stats));
  });

  it('keeps long lines of the script\'s own', () => {
    const text = `time="now" msg="${'x'.repeat(2000)}...: total=1"\n`;
    expect(readableLog(text)).toBe(text);
  });

  it('comes out the same in whatever pieces it is read', () => {
    const pieces = fc.constantFrom('{', '}', '', 'x', '    "metrics": {', '    "root_group": {', '    }', '        "a": 1', '    "b": 2,', ...exported().split('\n'));
    fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), fc.array(fc.nat(6)), (lines, sizes) => {
      const filter = runnerLogFilter();
      const given = lines.map((line) => ({ line }));
      const kept = sizes.flatMap((size) => filter.push(given.splice(0, size)));
      kept.push(...filter.push(given), ...filter.end());
      const whole = runnerLogFilter();
      expect(kept).toEqual([...whole.push(lines.map((line) => ({ line }))), ...whole.end()]);
    }));
  });

  it('is never changed where no line is a brace or very long', () => {
    fc.assert(fc.property(fc.array(fc.string().filter((line) => line !== '{' && !line.startsWith('    '))), (lines) => {
      const given = lines.map((line) => ({ line }));
      const filter = runnerLogFilter();
      expect(filter.push(given)).toBe(given);
      expect(filter.end()).toEqual([]);
    }));
  });

  it('holds back few lines after a brace, and none beyond those', () => {
    const filter = runnerLogFilter();
    expect(filter.push([{ line: '{' }])).toEqual([]);
    expect(filter.push(['a', 'b', 'c', 'd'].map((line) => ({ line })))).toEqual(['{', 'a', 'b', 'c', 'd'].map((line) => ({ line })));
    expect(filter.push([{ line: '{' }])).toEqual([]);
    expect(filter.end()).toEqual([{ line: '{' }]);
  });
});
