import { findOutputs, hasFlag, runArguments } from '../../../api/arguments/index.ts';
import type { EnvVar, Job } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { runnerTrendStats } from '../../../api/summary/trendstats.ts';
import type { RunStatus, ScriptFacts } from '../../../api/status.ts';
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
    tellsSummary(run, argv) ? exporting(argv, script?.trendStats ?? []) : nothing,
    judgesAll({ script, thresholds }) && !hasFlag(argv, 'no-thresholds') ? { flags: ['--no-thresholds'], env: [] } : nothing,
    collector && script?.streamOutput ? { flags: ['--out', script.streamOutput], env: streamVariables(collector, run.metadata.uid, index) } : nothing,
  ];
  return { flags: parts.flatMap(({ flags }) => flags), env: parts.flatMap(({ env }) => env) };
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

/** The outputs that read the same settings as ours. */
const openTelemetry = /^(?:experimental-)?opentelemetry(?:=|$)/u;

/**
 * Why the runners' metrics cannot be streamed, for a person; undefined where they can. k6 has one OpenTelemetry output in a process, whose settings are
 * the user's to make, and an output that is named on the command line replaces those that are named elsewhere.
 * @param variables names of environment variables that the runner has
 */
export function streamFault(run: Run, variables: readonly string[]): string | undefined {
  const argv = runArguments(run.spec);
  if (findOutputs(argv).some((output) => openTelemetry.test(output))) return 'the run has an OpenTelemetry output of its own';
  if (hasFlag(argv, 'config')) return 'the arguments name a configuration file, which may have outputs of its own';
  const names = [...variables, ...(run.spec.runner?.env ?? []).map(({ name }) => name)];
  const outputs = names.find((name) => name === 'K6_OUT');
  if (outputs !== undefined) return 'K6_OUT is set, and an output on the command line would replace it';
  const settings = names.find((name) => /^(?:K6_)?OTEL_/u.test(name));
  return settings === undefined ? undefined : `${settings} is set: OpenTelemetry settings of the run are left alone`;
}

/** Which of k6's outputs to use, of those that it says it has. */
export function streamOutputOf(outputs: string): ScriptFacts['streamOutput'] {
  const names = outputs.split(',').map((name) => name.trim());
  return (['opentelemetry', 'experimental-opentelemetry'] as const).find((name) => names.includes(name));
}

/** Where on the collector a runner's metrics go. */
export function runnerPath(uid: string, index: number): string {
  return `/v1/runs/${uid}/runners/${index}/metrics`;
}

const tokenVariable = 'K6_OTEL_HEADERS';
/** In the form of a W3C header, whose values are percent-encoded. */
const tokenPrefix = 'Authorization=Bearer%20';

/** The token that a runner's Job was given; undefined where it streams nothing. */
export function tokenOf(job: Job): string | undefined {
  const variables = job.spec?.template.spec?.containers.find(({ name }) => name === 'k6')?.env ?? [];
  const value = variables.find(({ name }) => name === tokenVariable)?.value;
  return value?.startsWith(tokenPrefix) ? value.slice(tokenPrefix.length) : undefined;
}

/** How often a runner tells of its metrics, and how often k6 hands them to the output. */
const exportInterval = '1s';
const flushInterval = '500ms';

/**
 * Deltas, since a collector that was away then loses what it missed and no more, and exponential histograms, whose error is told by their buckets. The
 * last variable lifts the SDK's limit of 2000 sets of tags per metric, above which tags are dropped.
 */
function streamVariables({ host, port, token }: Collector, uid: string, index: number): EnvVar[] {
  const values: Record<string, string> = {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: `${host}:${port}`,
    K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    K6_OTEL_HTTP_EXPORTER_URL_PATH: runnerPath(uid, index),
    [tokenVariable]: tokenPrefix + token(uid, index),
    K6_OTEL_EXPORT_INTERVAL: exportInterval,
    K6_OTEL_FLUSH_INTERVAL: flushInterval,
    K6_OTEL_SINGLE_COUNTER_FOR_RATE: 'true',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    OTEL_GO_X_CARDINALITY_LIMIT: '0',
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
