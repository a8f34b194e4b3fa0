import { spawn } from 'node:child_process';
import { k6 } from '../../../cluster/bin.ts';
import { runnerToken } from '../../../controller/collector/token.ts';

export interface Runner {
  uid: string;
  key: string;
  runner: number;
  /** The collector's. */
  port: number;
  script: string;
  env?: Record<string, string>;
}

/** k6's own summary, as `--summary-export` writes it. */
export interface Summary {
  metrics: Record<string, Record<string, number>>;
  root_group: SummaryGroup;
}

export interface SummaryGroup {
  path: string;
  groups: Record<string, SummaryGroup>;
  checks: Record<string, { path: string; passes: number; fails: number }>;
}

/** Runs a real k6 to its end that streams as a runner does, and gives its own summary. */
export async function runK6({ uid, key, runner, port, script, env = {} }: Runner): Promise<Summary> {
  const args = ['run', '--quiet', '--no-usage-report', '--no-thresholds', '--address=', '--out', 'opentelemetry', '--summary-export=stderr', '--summary-trend-stats=count,avg,min,max,p(50),p(95)', script];
  const streaming = {
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf', K6_OTEL_HTTP_EXPORTER_ENDPOINT: `127.0.0.1:${port}`, K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    K6_OTEL_HTTP_EXPORTER_URL_PATH: `/v1/runs/${uid}/runners/${runner}/metrics`, K6_OTEL_HEADERS: `Authorization=Bearer%20${runnerToken(key, uid, runner)}`,
    K6_OTEL_EXPORT_INTERVAL: '1s', K6_OTEL_FLUSH_INTERVAL: '500ms', K6_OTEL_SINGLE_COUNTER_FOR_RATE: 'true', OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram', OTEL_GO_X_CARDINALITY_LIMIT: '0',
  };
  const child = spawn(await k6(), args, { env: { ...process.env, ...streaming, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve) => void child.once('close', resolve));
  const json = output.slice(output.lastIndexOf('\n{\n') + 1);
  if (code !== 0 || !json.startsWith('{')) throw new Error(`k6 ended with ${String(code)}: ${output}`);
  return JSON.parse(json.slice(0, json.lastIndexOf('\n}') + 2)) as Summary;
}

export function checksOf({ checks, groups }: SummaryGroup): { path: string; passes: number; fails: number }[] {
  return [...Object.values(checks), ...Object.values(groups).flatMap(checksOf)];
}

export function groupsOf({ path, groups }: SummaryGroup): string[] {
  return [path, ...Object.values(groups).flatMap(groupsOf)];
}
