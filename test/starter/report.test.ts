import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStarterReport } from '../../api/starterreport.ts';
import { maxReportBytes, naming, reportLine, type Outcome } from '../../starter/report.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('the report of a starter', () => {
  it('is read back as it was written', () => {
    const line = reportLine({ action: 'start', runners: 3, waitedMilliseconds: 1234.5, time: new Date(0), skewMilliseconds: 3.2, setupMilliseconds: 7.4, retried: 1, alreadyRunning: [] });
    expect(parseStarterReport(line)).toEqual({
      ok: true, action: 'start', time: '1970-01-01T00:00:00.000Z', skewMilliseconds: 3.2, setupMilliseconds: 7, runners: 3, retried: 1, waitedMilliseconds: 1235,
      alreadyRunning: [], alreadyRunningCount: 0, laggards: [], laggardCount: 0, started: [], startedCount: 0,
    });
  });

  it('keeps the length of a list that it had to cut', () => {
    const outcome: Outcome = { action: 'start', runners: 5000, waitedMilliseconds: 0, alreadyRunning: upTo(5000) };
    const report = parseStarterReport(reportLine(outcome));
    expect(report?.alreadyRunningCount).toBe(5000);
    expect(report?.alreadyRunning).toEqual(upTo(report?.alreadyRunning.length ?? 0));
    expect(report?.alreadyRunning.length).toBeGreaterThan(100);
  });

  it('is one line of 4096 bytes at most, whatever the runners said', () => {
    const outcomes = fc.record({ count: fc.nat(2000), error: fc.string({ maxLength: 5000, unit: 'binary' }), message: fc.string({ maxLength: 9000, unit: 'binary' }) });
    fc.assert(fc.property(outcomes, ({ count, error, message }) => {
      const line = reportLine({
        action: 'stop', runners: count, waitedMilliseconds: 1, failure: { reason: 'StopFailed', message },
        laggards: upTo(count).map((runner) => ({ runner, status: 7, error })), started: upTo(count), alreadyRunning: upTo(count),
      });
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(maxReportBytes);
      expect(line).not.toContain('\n');
      expect(parseStarterReport(line)).toMatchObject({ ok: false, reason: 'StopFailed', laggardCount: count, startedCount: count });
    }), { numRuns: 50 });
  });

  it('names ten runners, and counts the rest', () => {
    expect(naming([1, 2])).toBe('1, 2');
    expect(naming(upTo(12))).toBe('1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more');
  });
});
