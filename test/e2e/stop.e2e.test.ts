import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, runner } from './manifests.ts';
import { eventually, jobNames, runnersOf } from './objects.ts';
import { denials } from './operator.ts';
import { conditionOf, ended, outcomeOf, started, statusOf, summaryOf } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(240_000);

const script = `
  import { sleep } from 'k6';
  export const options = { vus: 6, duration: '120s' };
  export default function () { if (__ITER === 0) console.log('it began'); sleep(0.5); }
  export function teardown() { console.log('it was torn down'); }
`;
const slowInit = `const ready = Date.now() + (__ENV.RUNNER === '1' ? 90000 : 0); while (Date.now() < ready); ${script}`;

describeOnNode('spec.stop', () => {
  let place: Place;

  const stop = (run: string): Promise<string> => place.kubectl(['patch', 'k6', run, '--type=merge', '--patch={"spec":{"stop":true}}']);
  const nothingRuns = (run: string): Promise<unknown> =>
    eventually(() => runnersOf(place, run), (pods) => pods.every(({ status }) => status?.phase !== 'Running'), 30);

  beforeAll(async () => {
    place = await aPlace('stop');
    await place.apply(aScript('script', script), aScript('slow', slowInit));
    await place.apply(
      aRun('load', { parallelism: 3 }),
      aRun('shell', { parallelism: 3, starter: { image: 'shell-curl:dev', imagePullPolicy: 'IfNotPresent' } }),
      aRun('unpaused', { parallelism: 2, paused: 'false' }),
      aRun('scriptless', { script: { configMap: { name: 'no-such-map' } } }),
      aRun('nowhere', { parallelism: 2, runner: { ...runner, nodeSelector: { 'example.test/no-such': 'node' } }, initializer: { disabled: true } }),
      aRun('barrier', { parallelism: 2, script: { configMap: { name: 'slow' } }, initializer: { disabled: true } }),
      aRun('from-birth', { parallelism: 2, stop: true }),
    );
  });
  afterAll(() => leave(place));

  it('of a run that was made with it lets no runner be made', async () => {
    expect(outcomeOf(await ended(place, 'from-birth'))).toEqual({ stage: 'finished', result: 'Stopped', reason: 'StoppedByUser' });
    expect(await jobNames(place, 'from-birth')).toEqual([]);
  });

  it('ends a run that waits for its script', async () => {
    await eventually(() => statusOf(place, 'scriptless'), ({ conditions = [] }) => conditions.some(({ reason }) => reason === 'ScriptNotFound'), 60);
    await stop('scriptless');
    const status = await ended(place, 'scriptless', 30);
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Stopped', reason: 'StoppedByUser' });
    expect(conditionOf(status, 'Started').status).toBe('False');
  });

  it('withdraws runners that wait for a node', async () => {
    await eventually(() => statusOf(place, 'nowhere'), ({ conditions = [] }) => conditions.some(({ reason }) => reason === 'Unschedulable'), 60);
    await stop('nowhere');
    expect(outcomeOf(await ended(place, 'nowhere', 60))).toEqual({ stage: 'finished', result: 'Stopped', reason: 'StoppedByUser' });
    await eventually(() => runnersOf(place, 'nowhere'), (pods) => pods.every(({ status }) => status?.phase !== 'Pending'), 30);
  });

  it('withdraws runners that still initialise their VUs, and none of them ever begins', async () => {
    await place.kubectl(['wait', 'k6/barrier', '--for=condition=RunnersReady', '--timeout=120s']);
    await stop('barrier');
    const status = await ended(place, 'barrier');
    expect(outcomeOf(status)).toMatchObject({ stage: 'finished', result: 'Stopped', reason: 'StoppedByUser' });
    expect(status.start).toBeUndefined();
    await nothingRuns('barrier');
    const summary = await summaryOf(place, 'barrier');
    expect(Object.keys(summary)).toEqual(expect.arrayContaining(['runner-1.log', 'runner-2.log']));
    expect(Object.values(summary).join('\n')).not.toContain('it began');
  });

  it.each([
    ['by the operator’s own image', 'load', 3],
    ['by an image that has only sh and curl', 'shell', 3],
    ['where they started by themselves', 'unpaused', 2],
  ])('lets every runner end its iterations, run teardown() and keep its log, %s', async (_how, run, runners) => {
    await started(place, run);
    await stop(run);
    const status = await ended(place, run, 90);
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Stopped', exitCode: 103, reason: 'StoppedByUser' });
    expect(conditionOf(status, 'Finished')).toMatchObject({ status: 'True', reason: 'StoppedByUser' });
    expect(status.failures).toBeUndefined();
    expect(status.runners).toMatchObject({ total: runners, running: 0, failed: 0 });
    const summary = await summaryOf(place, run);
    for (let index = 1; index <= runners; index += 1) {
      for (const log of [summary[`runner-${index}.log`], await place.kubectl(['logs', `job/${run}-${index}`])]) {
        expect(log).toContain('it was torn down');
        expect(log).toMatch(/^ *vus\.*: /m);
      }
    }
    const codes = (await runnersOf(place, run)).map((pod) => pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode);
    expect(codes).toEqual(Array.from({ length: runners }, () => 103));
  });

  it('needs no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
