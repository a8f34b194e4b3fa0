import { describe, expect, it } from '@jest/globals';
import type { EnvVar } from '../../../../api/kubernetes.ts';
import type { RunSpec } from '../../../../api/spec.ts';
import type { ThresholdStatus } from '../../../../api/status.ts';
import { runnerTrendStats } from '../../../../api/summary/trendstats.ts';
import { runnerJob } from '../../../../controller/jobs/runner/job.ts';
import { judgesAll, runnerPath, telemetry, tokenOf, type Known } from '../../../../controller/jobs/runner/telemetry.ts';
import { aStoredRun, collecting, settings } from '../../../builders/run.ts';

const streaming: Known = { script: { streamOutput: 'opentelemetry' } };
const threshold: ThresholdStatus = { metric: 'http_req_failed', expression: 'rate<0.01', state: 'Pending' };
const abort: ThresholdStatus = { ...threshold, abortOnFail: true };

function told(spec: Partial<RunSpec> = {}, known: Known = {}, { collector } = settings): ReturnType<typeof telemetry> {
  return telemetry(aStoredRun(spec), 3, known, collector);
}

function withEnv(...env: EnvVar[]): Partial<RunSpec> {
  return { runner: { env } };
}

describe('what a runner is told for the summary of all runners', () => {
  it('is to export its own summary at its end, with the quantiles that can be merged', () => {
    expect(told()).toEqual({ flags: ['--summary-export=stderr'], env: [{ name: 'K6_SUMMARY_TREND_STATS', value: runnerTrendStats([]).join(',') }] });
  });

  it('has the percentiles of the script\'s own stats and of its thresholds beside', () => {
    const { env } = told({}, { script: { trendStats: ['avg', 'p(99.995)'] }, thresholds: [{ ...threshold, expression: 'p( 12.5 ) < 100' }] });
    expect(env[0]?.value?.split(',')).toEqual(expect.arrayContaining(['count', 'p(99.995)', 'p(95)', 'p(12.5)']));
  });

  it('is given as a flag as well where the user has that flag, which would win over the variable', () => {
    const { flags } = told({ arguments: '--summary-trend-stats=avg' });
    expect(flags).toContain(`--summary-trend-stats=${runnerTrendStats([]).join(',')}`);
  });

  it.each([
    { arguments: '--no-summary' }, { arguments: '--summary-export=/tmp/out.json' }, { arguments: '--summary-mode=disabled' }, { arguments: '--summary-mode disabled' },
    { arguments: '--new-machine-readable-summary' }, withEnv({ name: 'K6_NO_SUMMARY', value: 'true' }), withEnv({ name: 'K6_SUMMARY_EXPORT', value: '/tmp/out.json' }),
  ])('is nothing where the user decided about the summary: %j', (spec) => {
    expect(told(spec)).toEqual({ flags: [], env: [] });
  });

  it('leaves the summary of another mode on', () => {
    expect(told({ arguments: '--summary-mode=full' }).flags).toEqual(['--summary-export=stderr']);
  });
});

describe('what a runner is told for the stream', () => {
  it('is k6\'s own output, where to, and the token of this very runner', () => {
    const { flags, env } = told({}, streaming, collecting);
    expect(flags).toEqual(['--summary-export=stderr', '--out', 'opentelemetry']);
    const uid = aStoredRun().metadata.uid;
    expect(env).toEqual(expect.arrayContaining([
      { name: 'K6_OTEL_HTTP_EXPORTER_ENDPOINT', value: 'collector.operator.svc:4318' },
      { name: 'K6_OTEL_HTTP_EXPORTER_URL_PATH', value: runnerPath(uid, 3) },
      { name: 'K6_OTEL_HEADERS', value: `Authorization=Bearer%20token-${uid}-3` },
    ]));
  });

  it('goes by k6\'s cloud output to the collector alone, and registers, traces and reports nothing elsewhere', () => {
    const { flags, env } = told({}, { script: { streamOutput: 'cloud' } }, collecting);
    expect(flags).toEqual(['--summary-export=stderr', '--out', 'cloud']);
    const uid = aStoredRun().metadata.uid;
    expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toMatchObject({
      K6_CLOUD_HOST: 'http://collector.operator.svc:4318', K6_CLOUD_PUSH_REF_ID: `${uid}-3`, K6_CLOUD_TOKEN: `token-${uid}-3`, K6_CLOUD_TRACES_ENABLED: 'false', K6_NO_USAGE_REPORT: 'true',
    });
  });

  it.each(['opentelemetry', 'cloud'] as const)('has a token that is found again in the runner\'s Job: %s', (streamOutput) => {
    const run = aStoredRun();
    expect(tokenOf(runnerJob(run, 2, { total: 2, settings: collecting, known: { script: { streamOutput } } }))).toBe(`token-${run.metadata.uid}-2`);
  });

  it('has no token where nothing is streamed, whatever tokens of their own the runners have', () => {
    const run = aStoredRun(withEnv({ name: 'K6_CLOUD_TOKEN', value: 'of the user' }));
    expect(tokenOf(runnerJob(run, 2, { total: 2, settings, known: streaming }))).toBeUndefined();
  });

  it('is nothing without a collector or without an output of k6\'s that can reach it', () => {
    expect(told({}, streaming).flags).toEqual(['--summary-export=stderr']);
    expect(told({}, { script: { streamFault: 'no such output' } }, collecting).flags).toEqual(['--summary-export=stderr']);
  });

  it('replaces no variable twice: the API server takes each name once', () => {
    const job = runnerJob(aStoredRun(withEnv({ name: 'K6_SUMMARY_TREND_STATS', value: 'avg' }, { name: 'MINE', value: '1' })), 1, { total: 1, settings });
    const names = job.spec?.template.spec?.containers[0]?.env?.map(({ name }) => name);
    expect(names).toEqual(['MINE', 'K6_SUMMARY_TREND_STATS']);
  });
});

describe('who judges the thresholds', () => {
  it('is the controller alone where it hears the runners', () => {
    expect(told({}, { ...streaming, thresholds: [abort] }, collecting).flags).toContain('--no-thresholds');
  });

  it('is the controller at the end where nothing is streamed, unless a threshold has to stop the test before', () => {
    expect(judgesAll({ script: {}, thresholds: [threshold] })).toBe(true);
    expect(judgesAll({ script: {}, thresholds: [threshold, abort] })).toBe(false);
    expect(told({}, { script: {}, thresholds: [abort] }).flags).not.toContain('--no-thresholds');
  });

  it('is each runner where nobody knows the script\'s thresholds, and nobody where there are none', () => {
    expect(judgesAll({})).toBe(false);
    expect(judgesAll({ ...streaming, thresholds: [] })).toBe(false);
  });

  it('says so once where the user does as well', () => {
    expect(told({ arguments: '--no-thresholds' }, { ...streaming, thresholds: [threshold] }, collecting).flags).not.toContain('--no-thresholds');
  });
});
