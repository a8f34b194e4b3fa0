import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ScriptFacts, ThresholdStatus } from '../../../api/status.ts';
import { readExport } from '../../../controller/merge/export.ts';
import { liveJudgement } from '../../../controller/merge/liveSummary.ts';
import { reconcile } from '../../../controller/merge/reconcile.ts';
import { summarize, type ToSummarize } from '../../../controller/merge/summarize.ts';
import type { RunnerExport, StreamData } from '../../../controller/merge/types.ts';
import { exportOf, trendOf, trueQuantile } from './samples.ts';

const [fast, slow] = [Array.from({ length: 100 }, (_, at) => at + 1), Array.from({ length: 50 }, (_, at) => 200 + at)];

const reportOf = (runner: number, samples: number[]): RunnerExport => exportOf(runner, {
  http_req_duration: trendOf(samples, [50, 90, 95]),
  http_reqs: { type: 'counter', contains: 'default', sum: samples.length },
  iterations: { type: 'counter', contains: 'default', sum: samples.length / 2 },
  http_req_failed: { type: 'rate', passes: 5, total: samples.length },
  checks: { type: 'rate', passes: samples.length - 1, total: samples.length },
  vus: { type: 'gauge', contains: 'default', value: 1, min: 1, max: 4 },
  data_received: { type: 'counter', contains: 'data', sum: 1000 },
  data_sent: { type: 'counter', contains: 'data', sum: 10 },
}, { groups: ['', '::outer', '::outer::inner'], checks: new Map([['::top', { passes: samples.length - 1, fails: 0 }], ['::outer::inner::low', { passes: 0, fails: 1 }]]) });

const both = [reportOf(1, fast), reportOf(2, slow)];
const pending = (metric: string, expression: string): ThresholdStatus => ({ metric, expression, state: 'Pending' });

function summarized(exports: readonly RunnerExport[], change: Partial<ToSummarize> = {}): ReturnType<typeof summarize> {
  const stream = change.stream;
  const reconciled = reconcile({ exports, stream, runners: 2 });
  return summarize({
    reconciled, thresholds: [], facts: undefined, run: { name: 'n', namespace: 's', uid: 'u', total: 2 }, endedAt: '2026-01-02T03:04:05.000Z', exports, stream, ...change,
  });
}

describe('summarize', () => {
  it('gives each type of metric the values that k6 gives to handleSummary()', () => {
    const { metrics, options, state } = summarized(both).summary;
    expect(metrics).toMatchObject({
      http_reqs: { type: 'counter', contains: 'default', values: { count: 150, rate: 15 } },
      http_req_failed: { type: 'rate', contains: 'default', values: { rate: 10 / 150, passes: 10, fails: 140 } },
      vus: { type: 'gauge', values: { value: 2, min: 2, max: 8 } },
    });
    expect(Object.keys(metrics['http_req_duration']?.values ?? {})).toEqual(['avg', 'min', 'med', 'max', 'p(90)', 'p(95)']);
    expect(options).toEqual({ summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'], summaryTimeUnit: '', noColor: true });
    expect(state.testRunDurationMs).toBe(10_000);
  });

  it('gives trends the script\'s own stats', () => {
    const facts: ScriptFacts = { trendStats: ['count', 'p(99.5)', 'nonsense', '__proto__'], timeUnit: 's', k6Version: 'v1.8.1' };
    const { metrics, options, distributed } = summarized(both, { facts }).summary;
    expect(Object.keys(metrics['http_req_duration']?.values ?? {})).toEqual(['count', 'p(99.5)']);
    expect(options.summaryTimeUnit).toBe('s');
    expect(distributed.k6Version).toBe('v1.8.1');
  });

  it('brackets what is not exact, and nothing else', () => {
    const { metrics, distributed } = summarized(both).summary;
    const bounds = distributed.errorBounds['http_req_duration'] ?? {};
    expect(Object.keys(distributed.errorBounds)).toEqual(['http_req_duration']);
    expect(Object.keys(bounds)).not.toContain('avg');
    for (const [stat, share] of [['med', 0.5], ['p(90)', 0.9], ['p(95)', 0.95]] as const) {
      const value = metrics['http_req_duration']?.values[stat] ?? Number.NaN;
      const { low, high } = bounds[stat] ?? { low: value, high: value };
      const truth = trueQuantile([...fast, ...slow], share);
      expect(low <= truth && truth <= high).toBe(true);
    }
  });

  it('is exact where one runner is all there is', () => {
    const { distributed, metrics } = summarized([reportOf(1, fast)], { run: { name: 'n', namespace: 's', uid: 'u', total: 1 } }).summary;
    expect(distributed.errorBounds).toEqual({});
    expect(metrics['http_req_duration']?.values['p(95)']).toBe(trueQuantile(fast, 0.95));
  });

  it('nests groups and checks as their paths say', () => {
    const { root_group } = summarized(both).summary;
    const id: unknown = expect.stringMatching(/^[\da-f]{32}$/);
    expect(root_group).toEqual({
      name: '', path: '', id, checks: [{ name: 'top', path: '::top', id, passes: 148, fails: 0 }],
      groups: [{ name: 'outer', path: '::outer', id, checks: [], groups: [
        { name: 'inner', path: '::outer::inner', id, groups: [], checks: [{ name: 'low', path: '::outer::inner::low', id, passes: 0, fails: 2 }] },
      ] }],
    });
  });

  it('puts the verdicts beside the metrics, as k6 does, and at the end counts a metric without samples as 0', () => {
    const thresholds = [pending('http_reqs', 'count>100'), pending('http_reqs', 'count>1000'), pending('never', 'p(90)>5'), pending('http_reqs{a:b}', 'count<5')];
    const { summary, judgement } = summarized(both, { thresholds });
    expect(summary.metrics['http_reqs']?.thresholds).toEqual({ 'count>100': { ok: true }, 'count>1000': { ok: false } });
    expect(summary.metrics['never']).toMatchObject({ type: 'trend', values: { avg: 0, 'p(95)': 0 }, thresholds: { 'p(90)>5': { ok: false } } });
    expect(summary.metrics['http_reqs{a:b}']).toMatchObject({ type: 'counter', values: { count: 0 }, thresholds: { 'count<5': { ok: true } } });
    expect(judgement.thresholds.map(({ state }) => state)).toEqual(['Passed', 'Failed', 'Failed', 'Passed']);
    expect(summary.distributed.thresholds).toEqual(judgement.thresholds);
  });

  it('judges no metric without samples where a runner\'s numbers are missing: it may have had some', () => {
    expect(summarized([reportOf(1, fast)], { thresholds: [pending('never', 'p(90)>5')] }).judgement.thresholds).toEqual([pending('never', 'p(90)>5')]);
  });

  it('compares the runners, with the ones that are missing', () => {
    const { runners } = summarized([reportOf(1, fast)]).summary.distributed;
    expect(runners).toEqual([
      { runner: 1, reported: true, iterations: 50, requests: 100, requestsFailed: 0.05, avgMilliseconds: 50.5, p95Milliseconds: trueQuantile(fast, 0.95), dataReceivedBytes: 1000 },
      { runner: 2, reported: false, why: 'it left no final summary and streamed nothing' },
    ]);
  });

  it('tells the run in few numbers, with the notes', () => {
    const { summary } = summarized(both).judgement;
    expect(summary).toMatchObject({
      time: '2026-01-02T03:04:05.000Z', final: true, source: 'Summaries', runnersReported: 2, vus: 8, iterations: 75, iterationsPerSecond: 7.5, requests: 150, requestsPerSecond: 15,
      requestsFailed: 10 / 150, checksPassed: 148, checksFailed: 2, dataReceivedBytes: 2000, dataSentBytes: 20,
    });
    expect(summary.p95Bound).toBeDefined();
    expect(summarized([reportOf(1, fast)]).judgement.summary.notes).toEqual(['runner 2 left no final summary and streamed nothing: its numbers are missing']);
  });

  it('says little, and nothing wrong, where nothing is known', () => {
    const { summary, judgement } = summarized([], { thresholds: [pending('http_reqs', 'count>5')] });
    expect(summary.metrics).toEqual({});
    expect(judgement.thresholds).toEqual([pending('http_reqs', 'count>5')]);
    expect(judgement.summary).toEqual({
      time: '2026-01-02T03:04:05.000Z', final: true, source: 'Summaries', runnersReported: 0, notes: ['no runner left a final summary, and none streamed anything: there are no numbers'],
    });
  });

  it('doubles every count where two runners left the very same summary of k6\'s own', () => {
    const log = readFileSync(new URL('./logs/thresholds.log', import.meta.url), 'utf8');
    const exports = [1, 2].map((runner) => readExport(log, runner)).filter((one) => one !== undefined);
    const { metrics, root_group } = summarized(exports).summary;
    expect(metrics).toMatchObject({ iterations: { values: { count: 40 } }, my_count: { values: { count: 80 } }, checks: { values: { rate: 0.5, passes: 40, fails: 40 } }, 'my_trend{kind: "a", x:y}': { values: { avg: 3, 'p(95)': 3 } } });
    expect(root_group.checks).toMatchObject([{ name: 'is one', passes: 40, fails: 0 }]);
  });
});

describe('liveJudgement', () => {
  const stream: StreamData = {
    metrics: new Map(reportOf(1, fast).metrics), checks: new Map(), groups: [''], complete: true, lately: { iterationsPerSecond: 3, requestsPerSecond: 6 },
    runners: new Map([1, 2].map((runner) => [runner, { counts: new Map(), rates: new Map(), vus: runner * 2, lastHeard: 0 }])),
  };
  const at = { time: '2026-01-02T03:04:05.000Z', now: 25_000, startedAt: 5000 };

  it('tells what was streamed until now, with the VUs of all runners and the rates of the last seconds', () => {
    expect(liveJudgement(stream, [], at).summary).toMatchObject({
      time: at.time, final: false, source: 'Stream', runnersReported: 2, vus: 6, iterations: 50, iterationsPerSecond: 3, requests: 100, requestsPerSecond: 6, checksPassed: 99, checksFailed: 1,
    });
  });

  it('judges over the time since the start, and leaves alone what has no samples yet', () => {
    expect(liveJudgement(stream, [pending('http_reqs', 'rate<5.1'), pending('never', 'p(90)>5')], at).thresholds).toEqual([
      { metric: 'http_reqs', expression: 'rate<5.1', state: 'Passed', ok: true, observed: 5 }, pending('never', 'p(90)>5'),
    ]);
  });

  it('says that it did not hear all where it did not', () => {
    expect(liveJudgement(stream, [], at).summary.notes).toBeUndefined();
    expect(liveJudgement({ ...stream, complete: false }, [], at).summary.notes).toEqual(['the run was not heard from its start: what came before is missing']);
  });
});
