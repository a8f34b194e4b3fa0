import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { isOurs, type Call, type Verdict, type VerdictName } from './review.ts';
import type { AdmissionRequest } from './request.ts';

/** The webhook's own metrics, served at /metrics. Every label has few values: none comes from a request unchecked. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: 'k6_operator_admission_requests_total', help: 'Admission requests by verdict.',
    labelNames: ['path', 'operation', 'kind', 'verdict', 'dry_run'], registers: [this.registry],
  });
  readonly #refusals = new Counter({
    name: 'k6_operator_admission_refusals_total', help: 'Faults of refused runs by reason.', labelNames: ['reason'], registers: [this.registry],
  });
  readonly #warnings = new Counter({ name: 'k6_operator_admission_warnings_total', help: 'Warnings that users were given.', registers: [this.registry] });
  readonly #malformed = new Counter({
    name: 'k6_operator_admission_malformed_requests_total', help: 'Requests that were no admission reviews, by HTTP status.', labelNames: ['code'], registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: 'k6_operator_admission_duration_seconds', help: 'Time from a request\'s headers to its answer.', labelNames: ['path'],
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers: [this.registry],
  });
  readonly #expiry = new Gauge({
    name: 'k6_operator_webhook_certificate_expiry_timestamp_seconds', help: 'When the served certificate expires.', registers: [this.registry],
  });
  readonly #ready = new Gauge({ name: 'k6_operator_webhook_ready', help: 'Whether the API server trusts the served certificate.', registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  request(call: Call, request: AdmissionRequest, verdict: VerdictName | 'failed'): void {
    const { operation, kind } = isOurs(request) ? request : { operation: 'other', kind: 'other' };
    this.#requests.inc({ path: call, operation, kind, verdict, dry_run: String(request.dryRun) });
  }

  /** Counted where the last word is said: both calls refuse the same. */
  verdict({ findings, warnings }: Verdict): void {
    for (const { reason } of findings) this.#refusals.inc({ reason });
    if (warnings.length > 0) this.#warnings.inc(warnings.length);
  }

  duration(call: Call, seconds: number): void {
    this.#duration.observe({ path: call }, seconds);
  }

  malformed(code: number): void {
    this.#malformed.inc({ code: String(code) });
  }

  trust(ready: boolean, notAfter: Date | undefined): void {
    this.#ready.set(ready ? 1 : 0);
    if (notAfter !== undefined) this.#expiry.set(notAfter.getTime() / 1000);
  }
}
