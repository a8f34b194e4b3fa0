import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { findCondition } from './status/conditions.ts';
import type { Run } from '../api/run.ts';

/** The controller's own metrics, served at /metrics. */
export class Metrics {
  readonly registry = new Registry();
  readonly #passes = new Counter({ name: 'k6_operator_reconcile_total', help: 'Reconcile passes by outcome.', labelNames: ['outcome'], registers: [this.registry] });
  readonly #errors = new Counter({ name: 'k6_operator_reconcile_errors_total', help: 'Reconcile passes that threw.', registers: [this.registry] });
  readonly #duration = new Histogram({
    name: 'k6_operator_reconcile_duration_seconds', help: 'Time of a reconcile pass.', buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60], registers: [this.registry],
  });
  readonly #calls = new Counter({
    name: 'k6_operator_api_calls_total', help: 'Calls to the API server by verb and status.', labelNames: ['method', 'status'], registers: [this.registry],
  });
  readonly #skew = new Histogram({
    name: 'k6_operator_start_skew_seconds', help: 'Upper bound of how far apart the runners of a run started.', buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5], registers: [this.registry],
  });
  readonly #skewsSeen = new Set<string>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  pass(outcome: string, seconds: number): void {
    this.#passes.inc({ outcome });
    this.#duration.observe(seconds);
    if (outcome === 'error') this.#errors.inc();
  }

  call({ method, status }: { method: string; status: number }): void {
    this.#calls.inc({ method, status: String(status) });
  }

  /** Takes a run's skew once, when it is first seen with one. */
  start({ metadata: { uid }, status }: Run): void {
    const skew = status?.start?.skewMilliseconds;
    if (skew === undefined || this.#skewsSeen.has(uid)) return;
    this.#skewsSeen.add(uid);
    this.#skew.observe(skew / 1000);
  }

  forget(uid: string): void {
    this.#skewsSeen.delete(uid);
  }

  /** Reads the queue and the runs whenever somebody scrapes. */
  observe({ queueLength, runs }: { queueLength: () => number; runs: () => Run[] }): void {
    const registers = [this.registry];
    new Gauge({
      name: 'k6_operator_queue_length', help: 'Runs that wait for a reconcile worker.', registers, collect() { this.set(queueLength()); },
    });
    new Gauge({
      name: 'k6_operator_runs', help: 'Runs by stage and result.', labelNames: ['stage', 'result'], registers,
      collect() {
        this.reset();
        for (const { status = {} } of runs()) this.inc({ stage: status.stage ?? '', result: status.result ?? '' });
      },
    });
    new Gauge({
      name: 'k6_operator_runs_waiting', help: 'Runs that have not started, by what they wait for.', labelNames: ['reason'], registers,
      collect() {
        this.reset();
        for (const { status = {} } of runs()) {
          const started = findCondition(status, 'Started');
          if (started?.status === 'False' && !status.result) this.inc({ reason: started.reason });
        }
      },
    });
  }
}
