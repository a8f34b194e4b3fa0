import { spawn } from 'node:child_process';
import { k6 } from '../../../cluster/bin.ts';
import type { StreamOutput } from '../../../api/status.ts';
import { runnerToken } from '../../../controller/collector/token.ts';
import { telemetry } from '../../../controller/jobs/runner/telemetry.ts';
import { aStoredRun } from '../../builders/run.ts';

export interface Runner {
  uid: string;
  key: string;
  runner: number;
  /** The collector's. */
  port: number;
  script: string;
  output?: StreamOutput;
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

/** Runs a real k6 to its end that streams by the variables that a runner has, and gives its own summary. */
export async function runK6({ uid, key, runner, port, script, output = 'opentelemetry', env = {} }: Runner): Promise<Summary> {
  const args = ['run', '--quiet', '--no-usage-report', '--no-thresholds', '--address=', '--out', output, '--summary-export=stderr', '--summary-trend-stats=count,avg,min,max,p(50),p(95)', script];
  const run = aStoredRun();
  const told = telemetry({ ...run, metadata: { ...run.metadata, uid } }, runner, { script: { streamOutput: output } }, { host: '127.0.0.1', port, protocol: 'auto', token: (of, index) => runnerToken(key, of, index) });
  const streaming = Object.fromEntries(told.env.filter(({ name }) => name !== 'K6_SUMMARY_TREND_STATS').map(({ name, value = '' }) => [name, value]));
  const child = spawn(await k6(), args, { env: { ...process.env, ...streaming, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => (text += more));
  const code = await new Promise((resolve) => void child.once('close', resolve));
  const json = text.slice(text.lastIndexOf('\n{\n') + 1);
  if (code !== 0 || !json.startsWith('{')) throw new Error(`k6 ended with ${String(code)}: ${text}`);
  return JSON.parse(json.slice(0, json.lastIndexOf('\n}') + 2)) as Summary;
}

export function checksOf({ checks, groups }: SummaryGroup): { path: string; passes: number; fails: number }[] {
  return [...Object.values(checks), ...Object.values(groups).flatMap(checksOf)];
}

export function groupsOf({ path, groups }: SummaryGroup): string[] {
  return [path, ...Object.values(groups).flatMap(groupsOf)];
}
