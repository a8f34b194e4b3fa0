import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { ThresholdStatus } from '../../../api/status.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aRun, aScript } from '../manifests.ts';
import { podsWith } from '../objects.ts';
import { ended, messageOf, outcomeOf, statusOf, summaryOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

const head = `
import exec from 'k6/execution';
import { sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';
const errors = new Counter('errors');
const answers = new Trend('answers', true);
const hot = __ENV.RUNNER === '1';
`;

/** Each of four runners counts 60 errors, and the first is slow in each tenth of its answers. */
const sixty = (thresholds: object): string => `${head}
export const options = { scenarios: { all: { executor: 'per-vu-iterations', vus: 4, iterations: 60 } }, thresholds: ${JSON.stringify(thresholds)} };
export default function () {
  errors.add(1);
  answers.add(hot && exec.vu.iterationInScenario % 10 === 0 ? 500 : 100);
  sleep(0.05);
}
`;

const scripts = {
  budget: sixty({ errors: ['count<100'] }),
  enough: sixty({ errors: ['count>100'], answers: ['p(95)<200'] }),
  hot: sixty({ answers: ['p(99)<200'] }),
  abort: `${head}
export const options = { vus: 4, duration: '120s', thresholds: { errors: [{ threshold: 'count<80', abortOnFail: true, delayAbortEval: '2s' }] } };
export default function () {
  errors.add(1);
  sleep(0.1);
}
`,
};

describeOnNode('thresholds of a run', () => {
  let place: Place;

  beforeAll(async () => {
    place = await aPlace('thresholds');
    const names = Object.keys(scripts) as (keyof typeof scripts)[];
    await place.apply(...names.map((name) => aScript(name, scripts[name])));
    const run = (name: string, script: string, more: object = {}): object => aRun(name, { parallelism: 4, script: { configMap: { name: script } }, ...more });
    await place.apply(
      run('budget', 'budget'), run('enough', 'enough'), run('hot', 'hot'), run('abort', 'abort'),
      run('own-output', 'budget', { runner: { env: [{ name: 'K6_OUT', value: 'csv=/dev/null' }] } }),
      run('own-abort', 'abort', { runner: { env: [{ name: 'K6_OUT', value: 'csv=/dev/null' }] } }),
      run('own-telemetry', 'budget', { arguments: '--out opentelemetry', runner: { env: [{ name: 'K6_OTEL_GRPC_EXPORTER_INSECURE', value: 'true' }] } }),
      run('own-cloud', 'budget', { runner: { env: [{ name: 'K6_CLOUD_NAME', value: 'mine' }] } }),
      run('no-summary', 'enough', { arguments: '--no-summary' }),
      run('unknown', 'budget', { initializer: { disabled: true } }),
      run('not-judged', 'budget', { arguments: '--no-thresholds' }),
    );
  });
  afterAll(() => leave(place));

  const judged = async (name: string): Promise<ThresholdStatus[]> => (await ended(place, name)).thresholds ?? [];

  it('fail where four runners together use up the budget that each alone keeps', async () => {
    expect(await judged('budget')).toEqual([{ metric: 'errors', expression: 'count<100', state: 'Failed', ok: false, observed: 240 }]);
    const status = await statusOf(place, 'budget');
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99, reason: 'ThresholdsFailed' });
    expect(messageOf(status)).toBe('errors: count<100 is 240');
    expect(status.runners).toMatchObject({ succeeded: 4, failed: 0 });
    expect((await summaryOf(place, 'budget'))['junit.xml']).toContain('<failure');
  });

  it('hold where four runners together have what none has alone, and where the slow one is a small part of the whole', async () => {
    const thresholds = await judged('enough');
    expect(thresholds.find(({ metric }) => metric === 'errors')).toEqual({ metric: 'errors', expression: 'count>100', state: 'Passed', ok: true, observed: 240 });
    expect(thresholds.find(({ metric }) => metric === 'answers')).toMatchObject({ expression: 'p(95)<200', state: 'Passed', ok: true });
    expect(outcomeOf(await statusOf(place, 'enough'))).toMatchObject({ result: 'Passed', exitCode: 0 });
  });

  it('fail where the slow runner is seen in the whole', async () => {
    expect(await judged('hot')).toMatchObject([{ metric: 'answers', expression: 'p(99)<200', state: 'Failed', ok: false }]);
    expect(outcomeOf(await statusOf(place, 'hot'))).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99 });
  });

  it.each(['abort', 'own-abort'])('with abortOnFail stop all runners, long before the test’s end: %s', async (name) => {
    const status = await ended(place, name, 110);
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'ThresholdsFailed', exitCode: 99, reason: 'ThresholdsFailed' });
    const codes = (await podsWith(place, `k6_cr=${name},runner=true`)).map(({ status: pod }) => pod?.containerStatuses?.[0]?.state?.terminated?.exitCode);
    expect(codes).toHaveLength(4);
    expect(codes.every((code) => code === 103 || (name === 'own-abort' && code === 99))).toBe(true);
    expect((await summaryOf(place, name))['summary.json']).toContain('"errors"');
  });

  it.each([['own-telemetry', 'cloud'], ['own-cloud', 'opentelemetry']])('are judged on a stream beside outputs and settings of the user’s: %s by %s', async (name, streamOutput) => {
    expect(await judged(name)).toEqual([{ metric: 'errors', expression: 'count<100', state: 'Failed', ok: false, observed: 240 }]);
    const { script, summary } = await statusOf(place, name);
    expect(script).toMatchObject({ streamOutput });
    expect(summary).toMatchObject({ final: true, source: 'StreamAndSummaries', runnersReported: 4, iterations: 240 });
  });

  it('are judged at the end, and honestly, where the user names outputs in a way that leaves no room for another', async () => {
    expect(await judged('own-output')).toEqual([{ metric: 'errors', expression: 'count<100', state: 'Failed', ok: false, observed: 240 }]);
    const status = await statusOf(place, 'own-output');
    expect(status.script?.streamFault).toContain('K6_OUT');
    expect(status.summary).toMatchObject({ final: true, source: 'Summaries', runnersReported: 4, iterations: 240 });
    expect(outcomeOf(status)).toMatchObject({ result: 'ThresholdsFailed', exitCode: 99 });
  });

  it('are judged by the stream alone where the user wants no summary', async () => {
    const thresholds = await judged('no-summary');
    expect(thresholds.find(({ metric }) => metric === 'errors')).toMatchObject({ ok: true });
    const { summary, result } = await statusOf(place, 'no-summary');
    expect({ result, source: summary?.source }).toEqual({ result: 'Passed', source: 'Stream' });
    // Without a summary nothing tells whether the stream lost something.
    expect(summary?.iterations).toBeGreaterThan(100);
    expect(summary?.iterations).toBeLessThanOrEqual(240);
    expect(summary?.notes).not.toEqual([]);
  });

  it('stay with the runners where no initializer could tell them, and with nobody where the user says so', async () => {
    // None of the runners has 100 errors.
    expect(outcomeOf(await ended(place, 'unknown'))).toMatchObject({ result: 'Passed' });
    expect((await ended(place, 'not-judged')).thresholds).toBeUndefined();
    expect((await statusOf(place, 'not-judged')).summary).toMatchObject({ final: true, iterations: 240 });
  });
});
