import { Counter, Gauge, type Registry } from 'prom-client';
import type { Kind } from '../../api/run.ts';
import type { ThresholdStatus } from '../../api/status.ts';
import type { Series, StreamData } from '../merge/types.ts';
import { quantiles } from './coarse.ts';
import type { ExportOutcome } from './server.ts';

/** A run that is on, with what is known of it now. */
export interface LiveRun {
  kind: Kind;
  namespace: string;
  name: string;
  data: StreamData;
  /** As they stand. */
  thresholds: readonly Pick<ThresholdStatus, 'metric' | 'expression' | 'ok'>[];
}

/** Series cost whoever scrapes them: of more runs, and of more thresholds of one, there are none. */
export const mostRuns = 100;
export const mostThresholds = 20;

/** By the gauge's name: what it says, and what of a run's metrics that is; undefined where the run has none. */
const gauges: Record<string, { help: string; value: (data: StreamData) => number | undefined }> = {
  vus: { help: 'VUs of a run that is on, of all its runners.', value: ({ metrics }) => gaugeOf(metrics.get('vus')) },
  iterations: { help: 'Iterations that a run has done.', value: ({ metrics }) => sumOf(metrics.get('iterations')) },
  requests: { help: 'HTTP requests that a run has made.', value: ({ metrics }) => sumOf(metrics.get('http_reqs')) },
  requests_failed_ratio: { help: 'Share of a run\'s HTTP requests that failed, 0 to 1.', value: ({ metrics }) => shareOf(metrics.get('http_req_failed')) },
  duration_p95_seconds: { help: '95th percentile of a run\'s HTTP request durations until now.', value: ({ metrics }) => p95Of(metrics.get('http_req_duration')) },
  checks_passed: { help: 'Checks of a run that passed.', value: ({ metrics }) => passesOf(metrics.get('checks')) },
  checks_failed: { help: 'Checks of a run that failed.', value: ({ metrics }) => failsOf(metrics.get('checks')) },
  data_received_bytes: { help: 'Bytes that a run has received.', value: ({ metrics }) => sumOf(metrics.get('data_received')) },
  data_sent_bytes: { help: 'Bytes that a run has sent.', value: ({ metrics }) => sumOf(metrics.get('data_sent')) },
};

const labelNames = ['namespace', 'name', 'kind'] as const;

/** What runs stream, for Prometheus, and how the collector fares. */
export class RunMetrics {
  readonly #registers: Registry[];
  readonly #exports: Counter<'outcome'>;
  readonly #bytes: Counter;
  readonly #points: Counter;
  readonly #duplicates: Counter;

  constructor(registry: Registry) {
    const registers = this.#registers = [registry];
    this.#exports = new Counter({ name: 'k6_operator_collector_exports_total', help: 'Exports of runners by outcome.', labelNames: ['outcome'], registers });
    this.#bytes = new Counter({ name: 'k6_operator_collector_bytes_total', help: 'Bytes of accepted exports, unpacked.', registers });
    this.#points = new Counter({ name: 'k6_operator_collector_points_total', help: 'Data points that were accepted.', registers });
    this.#duplicates = new Counter({ name: 'k6_operator_collector_duplicate_points_total', help: 'Data points that came before, or later than newer ones.', registers });
  }

  exported({ outcome, bytes, points, duplicates }: ExportOutcome): void {
    this.#exports.inc({ outcome });
    this.#bytes.inc(bytes);
    this.#points.inc(points);
    this.#duplicates.inc(duplicates);
  }

  /** Reads the runs that are on whenever somebody scrapes. Called once. */
  observe(runs: () => LiveRun[]): void {
    const registers = this.#registers;
    for (const [name, { help, value }] of Object.entries(gauges)) {
      new Gauge({
        name: `k6_operator_run_${name}`, help, labelNames, registers,
        collect() {
          this.reset();
          for (const { data, kind, namespace, name: run } of runs().slice(0, mostRuns)) {
            const now = value(data);
            if (now !== undefined) this.set({ namespace, name: run, kind }, now);
          }
        },
      });
    }
    new Gauge({
      name: 'k6_operator_run_threshold_ok', help: '1 where a run\'s threshold holds until now, or has no value yet; else 0.', labelNames: [...labelNames, 'metric', 'expression'], registers,
      collect() {
        this.reset();
        for (const { thresholds, kind, namespace, name } of runs().slice(0, mostRuns)) {
          for (const { metric, expression, ok } of thresholds.slice(0, mostThresholds)) this.set({ namespace, name, kind, metric, expression }, ok === false ? 0 : 1);
        }
      },
    });
    new Gauge({
      name: 'k6_operator_runs_without_series', help: `Runs that are on beyond the ${mostRuns} that have series here.`, registers,
      collect() { this.set(Math.max(0, runs().length - mostRuns)); },
    });
  }
}

function gaugeOf(series: Series | undefined): number | undefined {
  return series?.type === 'gauge' ? series.value : undefined;
}

function sumOf(series: Series | undefined): number | undefined {
  return series?.type === 'counter' ? series.sum : undefined;
}

function shareOf(series: Series | undefined): number | undefined {
  return series?.type === 'rate' && series.total > 0 ? series.passes / series.total : undefined;
}

function passesOf(series: Series | undefined): number | undefined {
  return series?.type === 'rate' ? series.passes : undefined;
}

function failsOf(series: Series | undefined): number | undefined {
  return series?.type === 'rate' ? series.total - series.passes : undefined;
}

/** From milliseconds, which k6's times are in. */
function p95Of(series: Series | undefined): number | undefined {
  const [value] = (series?.type === 'trend' && series.buckets && quantiles(series.buckets, [0.95])) || [];
  return value === undefined ? undefined : value / 1000;
}
