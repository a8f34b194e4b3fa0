import type { MergedSummary } from '../../../../api/summary/merged.ts';

/** A summary with one of everything that the other shapes show. */
export const sample: MergedSummary = {
  root_group: {
    name: '', path: '', id: '', checks: [{ name: 'is fine', path: '::is fine', id: '', passes: 100, fails: 0 }],
    groups: [{ name: 'outer', path: '::outer', id: '', checks: [], groups: [
      { name: 'in & out', path: '::outer::in & out', id: '', groups: [], checks: [{ name: 'status < "300"', path: '', id: '', passes: 199, fails: 1 }] },
    ] }],
  },
  options: { summaryTrendStats: ['avg'], summaryTimeUnit: '', noColor: true },
  state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 12_500 },
  metrics: {
    checks: { type: 'rate', contains: 'default', values: { rate: 299 / 300, passes: 299, fails: 1 } },
    http_reqs: { type: 'counter', contains: 'default', values: { count: 300, rate: 24 } },
    vus: { type: 'gauge', contains: 'default', values: { value: 1, min: 1, max: 5 } },
    http_req_duration: { type: 'trend', contains: 'time', values: { avg: 5, 'p(95)': 9 } },
    http_req_failed: { type: 'rate', contains: 'default', values: { rate: 0.25, passes: 75, fails: 225 } },
  },
  distributed: {
    name: 'load', namespace: 'shop', uid: 'u', k6Version: 'v1.8.1', runners: [{ runner: 1, reported: true }],
    thresholds: [
      { metric: 'http_req_duration', expression: 'p(95)<8', state: 'Indeterminate', ok: false, observed: 9, errorBound: { low: 7.5, high: 10.123456789 } },
      { metric: 'http_reqs{a:"b"}', expression: 'count>1', state: 'Passed', ok: true, observed: 300 },
      { metric: 'none', expression: 'rate>0.5', state: 'Pending' },
    ],
    errorBounds: { http_req_duration: { 'p(95)': { low: 7.5, high: 10.123456789 } } }, source: 'Summaries', notes: [],
  },
};
