import { hasFlag, runArguments } from '../../../api/arguments/index.ts';
import type { EnvVar, Job } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { runnerTrendStats } from '../../../api/summary/trendstats.ts';
import type { RunStatus, StreamOutput, ThresholdStatus } from '../../../api/status.ts';
import type { Collector } from '../../settings.ts';

/** What a runner is told beside the user's own arguments, so that its numbers can be merged with the others'. */
export interface Telemetry {
  flags: string[];
  env: EnvVar[];
}

/** What of the status decides it; it is on record before the first runner is made, so that all runners get the same. */
export interface Known {
  script?: RunStatus['script'] | undefined;
  thresholds?: RunStatus['thresholds'] | undefined;
}

/** Environment variables of k6 that say what its end-of-test summary is or that there is none. */
const summaryVariables = ['K6_SUMMARY_EXPORT', 'K6_NO_SUMMARY', 'K6_SUMMARY_MODE', 'K6_NEW_MACHINE_READABLE_SUMMARY'];
const summaryFlags = ['summary-export', 'no-summary', 'new-machine-readable-summary'];
const trendStatsVariable = 'K6_SUMMARY_TREND_STATS';

/** The flags and variables of runner `index` (1-based). Without a `collector`, or an output to reach it by, nothing is streamed. */
export function telemetry(run: Run, index: number, { script, thresholds }: Known, collector: Collector | undefined): Telemetry {
  const argv = runArguments(run.spec);
  const parts = [
    tellsSummary(run, argv) ? exporting(argv, [...script?.trendStats ?? [], ...(thresholds ?? []).flatMap(percentilesOf)]) : nothing,
    judgesAll({ script, thresholds }) && !hasFlag(argv, 'no-thresholds') ? { flags: ['--no-thresholds'], env: [] } : nothing,
    collector && script?.streamOutput ? streaming(script.streamOutput, collector, { uid: run.metadata.uid, index }) : nothing,
  ];
  return { flags: parts.flatMap(({ flags }) => flags), env: parts.flatMap(({ env }) => env) };
}

/** The percentiles that a threshold is about, such as `p(99.95)`. */
function percentilesOf({ expression }: ThresholdStatus): string[] {
  return [...expression.matchAll(/p\(\s*([\d.]+)\s*\)/gu)].map(([, percentile = '']) => `p(${percentile})`);
}

const nothing: Telemetry = { flags: [], env: [] };

/** k6 adds up what is given for the flag of the stats more than once; against the user's flag the variable would lose. */
function exporting(argv: readonly string[], wanted: readonly string[]): Telemetry {
  const stats = runnerTrendStats(wanted).join(',');
  return {
    flags: ['--summary-export=stderr', ...(hasFlag(argv, 'summary-trend-stats') ? [`--summary-trend-stats=${stats}`] : [])],
    env: [{ name: trendStatsVariable, value: stats }],
  };
}

/**
 * Whether the thresholds are judged on all runners together alone. Without a stream nobody but the runners could stop a test early: then they
 * keep those of a script that asks for that.
 */
export function judgesAll({ script, thresholds }: Known): boolean {
  if (thresholds === undefined || thresholds.length === 0) return false;
  return script?.streamOutput !== undefined || !thresholds.some(({ abortOnFail }) => abortOnFail);
}

/** Whether the runner's end-of-test summary can be had as an export; what the user made of it is left alone. */
export function tellsSummary({ spec }: Run, argv: readonly string[]): boolean {
  const own = new Set((spec.runner?.env ?? []).map(({ name }) => name));
  const disabled = argv.some((word, at) => word === '--summary-mode=disabled' || (word === 'disabled' && argv[at - 1] === '--summary-mode'));
  return !disabled && !summaryFlags.some((flag) => hasFlag(argv, flag)) && !summaryVariables.some((name) => own.has(name));
}

interface Runner {
  uid: string;
  /** 1-based. */
  index: number;
}

function streaming(output: StreamOutput, collector: Collector, runner: Runner): Telemetry {
  const values = output === 'cloud' ? cloudVariables(collector, runner) : openTelemetryVariables(collector, runner);
  return { flags: ['--out', output], env: Object.entries(values).map(([name, value]) => ({ name, value })) };
}

/** Where on the collector a runner's metrics go by OpenTelemetry. */
export function runnerPath(uid: string, index: number): string {
  return `/v1/runs/${uid}/runners/${index}/metrics`;
}

const openTelemetryToken = 'K6_OTEL_HEADERS';
/** In the form of a W3C header, whose values are percent-encoded. */
const openTelemetryTokenPrefix = 'Authorization=Bearer%20';
const cloudToken = 'K6_CLOUD_TOKEN';

/** The token that a runner's Job was given; undefined where it streams nothing. */
export function tokenOf(job: Job): string | undefined {
  const variables = job.spec?.template.spec?.containers.find(({ name }) => name === 'k6')?.env ?? [];
  const valueOf = (wanted: string): string | undefined => variables.find(({ name }) => name === wanted)?.value;
  if (valueOf(cloudReference) !== undefined) return valueOf(cloudToken);
  const headers = valueOf(openTelemetryToken);
  return headers?.startsWith(openTelemetryTokenPrefix) ? headers.slice(openTelemetryTokenPrefix.length) : undefined;
}

const cloudReference = 'K6_CLOUD_PUSH_REF_ID';

/**
 * With a reference k6 registers no test run anywhere, without an upload it packs no archive of the test, and with traces off it speaks to the host alone (k6 v1.8.1, internal/output/cloud). It takes its samples into spans of
 * one second, and hands a span out in the first pass after its end plus a wait: with less than two seconds of it, right at its end. What comes later makes a span of its own. Since k6
 * makes its pass right after a push, the push is the more frequent of the two: an empty one sends nothing. k6 would wait for an answer for a minute, at its end as well. Its
 * usage report would tell Grafana the reference.
 */
function cloudVariables({ host, port, token }: Collector, { uid, index }: Runner): Record<string, string> {
  const url = `http://${host}:${port}`;
  return {
    K6_CLOUD_HOST: url,
    [cloudReference]: `${uid}-${index}`,
    [cloudToken]: token(uid, index),
    K6_CLOUD_TRACES_ENABLED: 'false',
    K6_CLOUD_AGGREGATION_PERIOD: '1s',
    K6_CLOUD_AGGREGATION_WAIT_PERIOD: '1s',
    K6_CLOUD_METRIC_PUSH_INTERVAL: '200ms',
    K6_CLOUD_MAX_TIME_SERIES_IN_BATCH: '5000',
    K6_CLOUD_TIMEOUT: '15s',
    K6_CLOUD_TEST_RUN_DETAILS: `the operator's collector, ${url}`,
    K6_NO_ARCHIVE_UPLOAD: 'true',
    K6_NO_USAGE_REPORT: 'true',
  };
}

/** How often a runner tells of its metrics, and how often k6 hands them to the output. */
const exportInterval = '1s';
const flushInterval = '500ms';

/**
 * Deltas, since a collector that was away then loses what it missed and no more, and exponential histograms, whose error is told by their buckets. The
 * last variable lifts the SDK's limit of 2000 sets of tags per metric, above which tags are dropped.
 */
function openTelemetryVariables({ host, port, token }: Collector, { uid, index }: Runner): Record<string, string> {
  return {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: `${host}:${port}`,
    K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    K6_OTEL_HTTP_EXPORTER_URL_PATH: runnerPath(uid, index),
    [openTelemetryToken]: openTelemetryTokenPrefix + token(uid, index),
    K6_OTEL_EXPORT_INTERVAL: exportInterval,
    K6_OTEL_FLUSH_INTERVAL: flushInterval,
    K6_OTEL_SINGLE_COUNTER_FOR_RATE: 'true',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    OTEL_GO_X_CARDINALITY_LIMIT: '0',
  };
}
