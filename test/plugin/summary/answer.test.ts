import { describe, expect, it } from '@jest/globals';
import type { ConfigMap } from '../../../api/kubernetes.ts';
import { annotations } from '../../../api/labels.ts';
import type { Run } from '../../../api/run.ts';
import type { Client } from '../../../kube/client.ts';
import { KubeError } from '../../../kube/errors.ts';
import { noK6Paint, noPaint } from '../../../plugin/output/paint.ts';
import { glyphsFor } from '../../../plugin/output/runtext.ts';
import { summaryAnswer, type Answer, type SummaryFormat } from '../../../plugin/summary/answer.ts';
import { aStoredRun, now, started, unstarted } from '../../builders/run.ts';
import { numbers, over, shownRun } from '../view/runs.ts';

const name = aStoredRun().metadata.name;
const uid = aStoredRun().metadata.uid;
const summary = '{"metrics":{"http_reqs":{"type":"counter","contains":"default","values":{"count":12,"rate":1.5}}}}\n';
const live = numbers({ notes: ['runner 2 was not heard for 10s'] });

function kept(data: Record<string, string>, owner = uid): ConfigMap {
  return { metadata: { name: `${name}-summary`, annotations: { [annotations.runUid]: owner } }, data };
}

/** A fake of the verbs that it takes. */
function clientWith(run: Run | undefined, configMap: ConfigMap | KubeError | undefined): Client {
  const missing = (plural: string): KubeError => new KubeError('NotFound', `get ${plural}: not found`, { details: { name } });
  return {
    get: ({ plural, kind }: { plural: string; kind: string }, of: { name: string }) => {
      const found = plural === 'configmaps' ? configMap : kind === run?.kind && of.name === name ? run : undefined;
      return found === undefined || found instanceof Error ? Promise.reject(found ?? missing(plural)) : Promise.resolve(found);
    },
    list: () => Promise.resolve({ items: [], resourceVersion: '' }),
  } as unknown as Client;
}

function answer(run: Run | undefined, configMap: ConfigMap | KubeError | undefined, format?: SummaryFormat): Promise<Answer> {
  const drawing = { now, k6Paint: noK6Paint, paint: noPaint, glyphs: glyphsFor({}) };
  return summaryAnswer({ client: clientWith(run, configMap), namespace: 'default' }, name, format, drawing);
}

const passed = shownRun(over({ result: 'Passed', exitCode: 0, script: {} }));

describe('the summary of a run', () => {
  it('is what was kept of it, also where the run itself is gone', async () => {
    const text = expect.stringMatching(/^ {2}█ TOTAL RESULTS \n\n {4}HTTP\n {4}http_reqs\.\.\.: 12 1\.5\/s$/);
    expect(await answer(passed, kept({ 'summary.json': summary }))).toEqual({ text, handled: false });
    expect(await answer(undefined, kept({ 'summary.json': summary, 'handle-summary.log': 'x' }))).toEqual({ text, handled: true });
  });

  it.each([
    ['json', 'summary.json'], ['junit', 'junit.xml'], ['machine-readable', 'machine-readable.json'], ['handle-summary', 'handle-summary.log'],
  ] as const)('with -o %s is %s as it was kept', async (format, key) => {
    expect((await answer(passed, kept({ 'summary.json': 'other', [key]: '<as it is>\n' }), format)).text).toBe('<as it is>');
    await expect(answer(passed, kept({ 'runner-1.log': '' }), format)).rejects.toMatchObject({ exitCode: 3 });
  });

  it('of a run that is on is its numbers and thresholds until now, marked as not final', async () => {
    const thresholds = [
      { metric: 'http_req_duration', expression: 'p(95)<200', state: 'Passed' as const, ok: true, observed: 148.219 },
      { metric: 'http_req_failed', expression: 'rate<0.01', state: 'Failed' as const, ok: false, observed: 0.0123 },
      { metric: 'wait{a:b}', expression: 'p(99)<5', state: 'Indeterminate' as const, ok: true, observed: 4.99, errorBound: { low: 4.95, high: 5.02 } },
      { metric: 'http_reqs', expression: 'rate>20', state: 'Pending' as const },
    ];
    const { text } = await answer(shownRun(started({ summary: live, thresholds })), undefined);
    expect(text.split('\n')).toEqual([
      '✓ http_req_duration   p(95)<200   148.21ms',
      '✗ http_req_failed     rate<0.01   1.23%',
      '± wait{a:b}           p(99)<5     4.99 lies in 4.95–5.02, too close to call: counted as passed',
      '◌ http_reqs           rate>20',
      '',
      'Numbers      not final, of 2 runners, 2s ago',
      'VUs          10',
      'Iterations   100 (12.3/s)',
      'Requests     200 (24.7/s), 1.23% failed, p95 148.21ms',
      'Checks       97 passed, 3 failed',
      'Data         1.2 MB received, 12 kB sent',
      'note: runner 2 was not heard for 10s',
      '',
      'The run goes on: none of this is final.',
    ]);
  });

  it('of an earlier run with the same name is never shown as this one\'s', async () => {
    await expect(answer(shownRun(started()), kept({ 'summary.json': summary }, 'another'))).rejects.toMatchObject({ exitCode: 3 });
  });

  it.each([
    ['a run that is on', shownRun(started()), /^there is no final summary of k6-sample: it is Running/, /status k6-sample -n default --wait$/],
    ['a run that waits', shownRun(unstarted()), /^there is no final summary of k6-sample: it is Starting/, /--wait$/],
    ['a run that never started', shownRun({ stage: 'error', result: 'Failed' }), /it never started$/, /kubectl k6 status k6-sample/],
    ['a run of an older operator', shownRun(over({ result: 'Passed' })), /the operator that ran it keeps none$/, /upgrade the operator/],
    ['a run whose runners told nothing', passed, /--no-summary/, /kubectl k6 logs k6-sample/],
  ])('is missing for %s, with why and what to do', async (_, run, message, hint) => {
    await expect(answer(run, undefined)).rejects.toMatchObject({ exitCode: 3, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  });

  it('says what the status knows where the rest was not kept', async () => {
    const { text } = await answer(shownRun(over({ result: 'Passed', summary: { ...live, final: true } })), undefined);
    expect(text).toMatch(/^Numbers {6}final, of 2 runners\n[^]*\nThe whole summary was not kept/);
  });

  it('is missing where neither run nor summary is there, or where only logs were kept', async () => {
    await expect(answer(undefined, undefined)).rejects.toMatchObject({ exitCode: 3, message: 'there is no run "k6-sample" in namespace default' });
    await expect(answer(undefined, kept({ 'runner-1.log': '' }))).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('only the ends of its logs') });
  });

  it('that cannot be read says so', async () => {
    await expect(answer(passed, kept({ 'summary.json': 'no JSON' }))).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('summary.json that can be read') });
  });

  it('that may not be read is not said to be missing', async () => {
    await expect(answer(passed, new KubeError('Forbidden', 'no'))).rejects.toMatchObject({ kind: 'Forbidden' });
  });
});
