import { expect, it } from '@jest/globals';
import { machineReadable } from '../../../../controller/merge/shapes/machinereadable.ts';
import { sample } from './samples.ts';

it('gives k6\'s machine-readable summary in version 1.0.0, with what only a distributed run has beside it', () => {
  expect(machineReadable(sample, '2026-01-02T03:04:05Z')).toEqual({
    version: '1.0.0',
    metadata: { generated_at: '2026-01-02T03:04:05Z', k6_version: '1.8.1' },
    config: { duration: 12.5, execution: 'local' },
    results: {
      checks: {
        metrics: [
          { name: 'checks_total', type: 'counter', contains: 'default', values: { count: 300 } },
          { name: 'checks_failed', type: 'rate', contains: 'default', values: { rate: 1 / 300, matches: 1, total: 300 } },
          { name: 'checks_succeeded', type: 'rate', contains: 'default', values: { rate: 299 / 300, matches: 299, total: 300 } },
        ],
        results: [{ name: 'is fine', passes: 100, fails: 0 }, { name: 'status < "300"', passes: 199, fails: 1 }],
      },
      metrics: [
        { name: 'http_reqs', type: 'counter', contains: 'default', values: { count: 300 } },
        { name: 'vus', type: 'gauge', contains: 'default', values: { value: 1, min: 1, max: 5 } },
        { name: 'http_req_duration', type: 'trend', contains: 'time', values: { avg: 5, min: null, med: null, max: null, p90: null, p95: 9 } },
        { name: 'http_req_failed', type: 'rate', contains: 'default', values: { rate: 0.25, matches: 75, total: 300 } },
      ],
    },
    thresholds: sample.distributed.thresholds,
    runners: sample.distributed.runners,
    errorBounds: { http_req_duration: { p95: { low: 7.5, high: 10.123456789 } } },
  });
});

it('names percentiles as k6 does in its own file, whatever the script asks for', () => {
  const metrics = { slow: { type: 'trend' as const, contains: 'time' as const, values: { med: 1, 'p(90)': 2, 'p(99.9)': 3, count: 4 } } };
  expect(machineReadable({ ...sample, metrics }, '').results.metrics[0]?.values).toEqual({ avg: null, min: null, med: 1, max: null, p90: 2, p95: null, 'p99.9': 3, count: 4 });
});

it('leaves out k6\'s version where it is not known, and has no checks where there are none', () => {
  const { k6Version, ...distributed } = sample.distributed;
  const { checks, ...metrics } = sample.metrics;
  const shown = machineReadable({ ...sample, root_group: { ...sample.root_group, checks: [], groups: [] }, metrics, distributed }, '');
  expect([k6Version, checks?.type]).toEqual(['v1.8.1', 'rate']);
  expect(Object.keys(shown.metadata)).toEqual(['generated_at']);
  expect(shown.results.checks).toEqual({ metrics: [], results: [] });
});
