import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { mostRuns, mostThresholds, RunMetrics, type LiveRun } from '../../../controller/collector/metrics.ts';
import { Buckets } from '../../../controller/merge/buckets.ts';
import type { Metrics } from '../../../controller/merge/types.ts';
import { histogramOf } from './otlp/encode.ts';

const buckets = new Buckets();
const { scale = 0, zeroCount = 0, offset = 0, counts = [] } = histogramOf(Array.from({ length: 100 }, (_, at) => at + 1), 6);
buckets.addPoint({ scale, zeroCount, offset, counts });

const metrics: Metrics = new Map([
  ['vus', { type: 'gauge', contains: 'default', value: 12, min: 1, max: 15 }],
  ['http_reqs', { type: 'counter', contains: 'default', sum: 100 }],
  ['http_req_failed', { type: 'rate', passes: 25, total: 100 }],
  ['checks', { type: 'rate', passes: 9, total: 10 }],
  ['http_req_duration', { type: 'trend', contains: 'time', count: 100, sum: 5050, min: 1, max: 100, buckets, grids: [] }],
]);

function live(name: string, thresholds: LiveRun['thresholds'] = []): LiveRun {
  return { kind: 'K6', namespace: 'load', name, thresholds, data: { metrics, checks: new Map(), groups: [''], runners: new Map(), complete: true } };
}

async function scraped(runs: LiveRun[]): Promise<string[]> {
  const registry = new Registry();
  new RunMetrics(registry).observe(() => runs);
  return (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#') && line !== '' && !line.includes('collector'));
}

describe('a scrape', () => {
  it('shows what a run streams, and nothing of what it has not', async () => {
    const lines = await scraped([live('nightly', [{ metric: 'checks', expression: 'rate>0.95', ok: false }, { metric: 'vus', expression: 'value>0' }])]);
    const labels = 'namespace="load",name="nightly",kind="K6"';
    expect(lines.filter((line) => !line.includes('p95'))).toEqual([
      `k6_operator_run_vus{${labels}} 12`, `k6_operator_run_requests{${labels}} 100`, `k6_operator_run_requests_failed_ratio{${labels}} 0.25`,
      `k6_operator_run_checks_passed{${labels}} 9`, `k6_operator_run_checks_failed{${labels}} 1`,
      `k6_operator_run_threshold_ok{${labels},metric="checks",expression="rate>0.95"} 0`, `k6_operator_run_threshold_ok{${labels},metric="vus",expression="value>0"} 1`,
      'k6_operator_runs_without_series 0',
    ]);
    const p95 = Number(lines.find((line) => line.includes('p95'))?.split(' ').at(-1));
    expect(Math.abs(p95 - 0.095)).toBeLessThan(0.002);
  });

  it('has a bounded number of series, and says how many runs it leaves out', async () => {
    const thresholds = Array.from({ length: mostThresholds + 5 }, (_, at) => ({ metric: 'checks', expression: `rate>0.${at}`, ok: true }));
    const lines = await scraped(Array.from({ length: mostRuns + 7 }, (_, at) => live(`run-${at}`, thresholds)));
    expect(lines.filter((line) => line.startsWith('k6_operator_run_vus'))).toHaveLength(mostRuns);
    expect(lines.filter((line) => line.startsWith('k6_operator_run_threshold_ok'))).toHaveLength(mostRuns * mostThresholds);
    expect(lines).toContain('k6_operator_runs_without_series 7');
  });

  it('shows how the collector fares', async () => {
    const registry = new Registry();
    const own = new RunMetrics(registry);
    own.exported({ outcome: 'accepted', status: 200, bytes: 100, points: 9, duplicates: 1 });
    own.exported({ outcome: 'refused', status: 401, bytes: 0, points: 0, duplicates: 0 });
    const text = await registry.metrics();
    for (const line of ['exports_total{outcome="accepted"} 1', 'exports_total{outcome="refused"} 1', 'bytes_total 100', 'points_total 9', 'duplicate_points_total 1']) expect(text).toContain(`k6_operator_collector_${line}\n`);
  });
});
