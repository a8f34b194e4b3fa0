import type { Run } from '../../../api/run.ts';
import type { MergedSummary, RunnerShare, SummaryMetric, Timeline } from '../../../api/summary/merged.ts';
import type { ReportInput } from '../../../plugin/report/read.ts';
import { at } from '../../builders/run.ts';
import { over, shownRun } from '../view/runs.ts';

/** What a run of `runners` looks like after `steps` steps; the runner `slow` takes twice as long as the others. */
export interface SampleShape {
  runners: number;
  steps: number;
  slow?: number;
}

/** Between -1 and 1, the same for the same arguments. */
function noise(seed: number, step: number): number {
  return Math.sin(seed * 12.9898 + step * 78.233) * 0.6 + Math.sin(seed * 3.7 + step * 0.31) * 0.4;
}

function load(step: number, steps: number): number {
  return Math.min(1, step / (steps * 0.2), (steps - step) / (steps * 0.1));
}

/** A timeline of a load that rises, stays and falls, with a rough patch after its middle. */
export function aTimeline({ runners, steps, slow }: SampleShape): Timeline {
  const each = <T>(make: (step: number) => T): T[] => Array.from({ length: steps }, (_, step) => make(step));
  const rough = (step: number): number => step > steps * 0.6 && step < steps * 0.7 ? 1 : 0;
  const latency = (base: number, seed: number) => each((step) => base * (1 + 0.15 * noise(seed, step) + 0.8 * rough(step)));
  const requests = each((step) => runners * 41 * load(step, steps) * (1 + 0.05 * noise(1, step)));
  return {
    start: at(-steps), stepSeconds: 1,
    vus: each((step) => Math.round(runners * 20 * load(step, steps))),
    iterationsPerSecond: requests.map((value) => value / 3),
    requestsPerSecond: requests,
    requestsFailed: each((step) => rough(step) * 0.06 * (1 + noise(2, step)) + 0.002),
    p50: latency(84, 3), p95: latency(190, 4), p99: latency(340, 5),
    receivedBytesPerSecond: requests.map((value) => value * 5300),
    sentBytesPerSecond: requests.map((value) => value * 420),
    runners: Array.from({ length: runners }, (_, index) => ({
      runner: index + 1,
      vus: each((step) => Math.round(20 * load(step, steps))),
      requestsPerSecond: requests.map((value) => value / runners),
      avgMilliseconds: latency(index + 1 === slow ? 205 : 96 + 4 * noise(index, 1), index + 10),
    })),
    notes: [],
  };
}

function trend(avg: number): SummaryMetric {
  return { type: 'trend', contains: 'time', values: { avg, min: avg / 6, med: avg * 0.85, max: avg * 14.3, 'p(90)': avg * 1.6, 'p(95)': avg * 1.95 } };
}

function counter(count: number, seconds: number, contains: SummaryMetric['contains'] = 'default'): SummaryMetric {
  return { type: 'counter', contains, values: { count, rate: count / seconds } };
}

function rate(passes: number, fails: number): SummaryMetric {
  return { type: 'rate', contains: 'default', values: { rate: passes / (passes + fails), passes, fails } };
}

function metricsOf(requests: number, seconds: number, vus: number): Record<string, SummaryMetric> {
  return {
    http_reqs: counter(requests, seconds), iterations: counter(Math.round(requests / 3), seconds), http_req_failed: rate(Math.round(requests * 0.0081), Math.round(requests * 0.9919)),
    data_received: counter(requests * 5300, seconds, 'data'), data_sent: counter(requests * 420, seconds, 'data'), checks: rate(requests - 912, 912),
    vus: { type: 'gauge', contains: 'default', values: { value: 12, min: 10, max: vus } }, vus_max: { type: 'gauge', contains: 'default', values: { value: vus, min: vus, max: vus } },
    http_req_duration: trend(107.4), 'http_req_duration{expected_response:true}': trend(104.9), 'http_req_duration{name:checkout}': trend(214.2), http_req_waiting: trend(101.3),
    http_req_blocked: trend(0.032), http_req_connecting: trend(0.011), http_req_receiving: trend(5.1), http_req_sending: trend(0.061), http_req_tls_handshaking: trend(0), iteration_duration: trend(1322),
  };
}

function sharesOf({ runners, slow }: SampleShape, requests: number): RunnerShare[] {
  return Array.from({ length: runners }, (_, index) => {
    const isSlow = index + 1 === slow;
    const own = Math.round(requests / runners * (isSlow ? 0.71 : 1 + 0.02 * noise(index, 4)));
    const avgMilliseconds = isSlow ? 205.3 : 96 + 4 * noise(index, 1);
    return {
      runner: index + 1, reported: true, iterations: Math.round(own / 3), requests: own, requestsFailed: 0.0081 * (1 + 0.2 * noise(index, 2)),
      avgMilliseconds, p95Milliseconds: avgMilliseconds * 1.95, dataReceivedBytes: own * 5300,
    };
  });
}

/** The merged summary of that run, of which a threshold failed and one is too close to tell. */
export function aSummary(shape: SampleShape): MergedSummary {
  const requests = Math.round(shape.runners * shape.steps * 35.6);
  const check = (name: string, passes: number, fails: number) => ({ name, path: `::${name}`, id: name, passes, fails });
  const checkout = { name: 'checkout', path: '::checkout', id: 'c', groups: [], checks: [check('order was accepted', 30_512, 907), check('total is right', 31_419, 0)] };
  return {
    root_group: { name: '', path: '', id: 'r', groups: [checkout], checks: [check('status is 200', requests, 5), check('body is not empty', requests, 0)] },
    options: { summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'], summaryTimeUnit: '', noColor: false },
    state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: shape.steps * 1000 + 412 },
    metrics: metricsOf(requests, shape.steps, shape.runners * 20),
    distributed: {
      name: 'checkout-peak', namespace: 'load', uid: 'uid-of-the-run', k6Version: 'v1.8.1', start: { time: at(-shape.steps), skewMilliseconds: 4.18 },
      runners: sharesOf(shape, requests),
      thresholds: [
        { metric: 'http_req_duration', expression: 'p(95)<200', state: 'Failed', ok: false, observed: 209.43, errorBound: { low: 208.6, high: 210.1 } },
        { metric: 'http_req_failed', expression: 'rate<0.01', abortOnFail: true, state: 'Passed', ok: true, observed: 0.0081 },
        { metric: 'http_req_duration{name:checkout}', expression: 'p(95)<418', state: 'Indeterminate', ok: true, observed: 417.69, errorBound: { low: 416.2, high: 419.4 } },
        { metric: 'checks', expression: 'rate>0.98', state: 'Passed', ok: true, observed: 0.9914 },
        { metric: 'payment_errors', expression: 'count<5', state: 'Passed' },
      ],
      errorBounds: { http_req_duration: { 'p(90)': { low: 171.2, high: 172.5 }, 'p(95)': { low: 208.6, high: 210.1 } } },
      source: 'StreamAndSummaries', notes: [],
    },
  };
}

/** The run itself, at its end. */
export function aRunOver(): Run {
  const run = shownRun(over({ result: 'ThresholdsFailed', exitCode: 99 }, 'False', 'ThresholdsFailed', 'a threshold failed: p(95)<200 of http_req_duration'), { script: { configMap: { name: 'checkout-script', file: 'peak.js' } } });
  return { ...run, metadata: { ...run.metadata, name: 'checkout-peak', namespace: 'load', uid: 'uid-of-the-run' } };
}

/** All of it. */
export function aReportInput(shape: SampleShape = { runners: 10, steps: 300, slow: 7 }): ReportInput {
  return { run: aRunOver(), summary: aSummary(shape), timeline: aTimeline(shape) };
}
