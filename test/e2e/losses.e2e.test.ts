import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Pod } from '../../api/kubernetes.ts';
import type { ConditionType, RunStatus } from '../../api/status.ts';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, idle, runner } from './manifests.ts';
import { podsWith, runnersOf } from './objects.ts';
import { denials } from './operator.ts';
import { conditionOf, ended, messageOf, outcomeOf, summaryOf, until } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(240_000);

/** Runner 2 takes more and more memory. */
const hungry = (seconds: number): string => `
  import { sleep } from 'k6';
  export const options = { vus: 3, duration: '${seconds}s' };
  const kept = [];
  export default function () {
    if (__ENV.RUNNER === '2') for (let i = 0; i < 10; i += 1) kept.push(new Array(1e6).fill(i));
    sleep(0.5);
  }
`;
const slowInit = `
  import { sleep } from 'k6';
  export const options = { vus: 3, duration: '5s' };
  const ready = Date.now() + (__ENV.RUNNER === '1' ? 60000 : 0);
  while (Date.now() < ready);
  export default function () { console.log('it began'); sleep(0.5); }
`;
const limited = { ...runner, resources: { limits: { memory: '256Mi' } } };

describeOnNode('a run that loses a runner', () => {
  let place: Place;

  const podOf = async (run: string, index: number): Promise<string> => {
    const [pod] = await podsWith(place, `k6_cr=${run},k6.io/runner-index=${index}`);
    return pod?.metadata?.name ?? '';
  };
  const stillHas = async (run: string, ...indices: number[]): Promise<void> => {
    const summary = await summaryOf(place, run);
    for (const index of indices) {
      expect(summary[`runner-${index}.log`]).toMatch(/^ *iterations\.*: \d+/m);
      expect(await place.kubectl(['logs', `job/${run}-${index}`])).toMatch(/^ *iterations\.*: \d+/m);
    }
  };
  const failedOnly = (status: RunStatus, index: number, reason: string): void => {
    expect(status.failures?.map((failure) => [failure.runner, failure.reason])).toEqual([[index, reason]]);
  };

  const deletePod = async (run: string): Promise<string> => place.kubectl(['delete', 'pod', await podOf(run, 2), '--wait=false']);
  const evict = async (run: string): Promise<string> => {
    const name = await podOf(run, 2);
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: place.namespace } };
    return place.kubectl(['create', '--raw', `/api/v1/namespaces/${place.namespace}/pods/${name}/eviction`, '--filename=-'], JSON.stringify(eviction));
  };
  /** How each run loses its runner 2 while the load is on. */
  const losses: Record<string, (run: string) => Promise<string>> = {
    'pod': deletePod,
    'pod-continue': deletePod,
    'job': (run) => place.kubectl(['delete', 'job', `${run}-2`, '--wait=false']),
    'evicted': evict,
    'signal': async (run) => place.kubectl(['exec', await podOf(run, 2), '--', 'kill', '-TERM', '1']),
  };
  const known = new Map<string, Set<string | undefined>>();
  const lose = async (run: string, condition: ConditionType, how: (run: string) => Promise<string>): Promise<void> => {
    await until(place, run, { condition, seconds: 120 });
    known.set(run, new Set((await runnersOf(place, run)).map(({ metadata }) => metadata?.uid)));
    await how(run);
  };
  const newRunners = async (run: string): Promise<Pod[]> => (await runnersOf(place, run)).filter(({ metadata }) => known.get(run)?.has(metadata?.uid) !== true);

  beforeAll(async () => {
    place = await aPlace('loss');
    await place.apply(aScript('script', idle(90, 3)), aScript('brief', idle(25, 3)), aScript('hungry', hungry(90)), aScript('hungry-brief', hungry(15)), aScript('slow', slowInit));
    const brief = { script: { configMap: { name: 'brief' } }, runnerLossPolicy: 'Continue' } as const;
    await place.apply(
      aRun('oom', { parallelism: 3, runner: limited, script: { configMap: { name: 'hungry' } } }),
      aRun('oom-continue', { ...brief, parallelism: 3, runner: limited, script: { configMap: { name: 'hungry-brief' } } }),
      aRun('pod', { parallelism: 3 }),
      aRun('pod-continue', { ...brief, parallelism: 3 }),
      aRun('job', { parallelism: 2 }),
      aRun('evicted', { parallelism: 2 }),
      aRun('signal', { parallelism: 2 }),
      aRun('overdue', { parallelism: 2, activeDeadlineSeconds: 5 }),
      aRun('early', { parallelism: 2, script: { configMap: { name: 'slow' } }, initializer: { disabled: true } }),
    );
    await Promise.all([lose('early', 'RunnersReady', deletePod), ...Object.entries(losses).map(([run, how]) => lose(run, 'Started', how))]);
  });
  afterAll(() => leave(place));

  it('before the start is an error that starts nobody and makes no runner again', async () => {
    const status = await ended(place, 'early');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'RunnerDeleted' });
    expect(conditionOf(status, 'Started').status).toBe('False');
    expect(status.start).toBeUndefined();
    expect(await newRunners('early')).toEqual([]);
    expect((await summaryOf(place, 'early'))['runner-1.log']).not.toContain('it began');
  });

  it('by a deleted pod is an error that names it; the pod never comes again and the others end gracefully', async () => {
    const status = await ended(place, 'pod');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'RunnerDeleted' });
    expect(messageOf(status)).toContain('runner 2');
    failedOnly(status, 2, 'RunnerDeleted');
    await stillHas('pod', 1, 3);
    expect(await newRunners('pod')).toEqual([]);
  });

  it('by a deleted pod goes on with the others under the policy Continue, and says so', async () => {
    const status = await ended(place, 'pod-continue');
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
    expect(conditionOf(status, 'Finished')).toMatchObject({ status: 'True', reason: 'CompletedWithLosses', message: expect.stringContaining('runner 2') });
    failedOnly(status, 2, 'RunnerDeleted');
    expect(status.runners).toMatchObject({ total: 3, succeeded: 2, failed: 1 });
  });

  it('by a deleted Job is an error that names it', async () => {
    const status = await ended(place, 'job');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'RunnerDeleted' });
    failedOnly(status, 2, 'RunnerDeleted');
    await stillHas('job', 1);
  });

  it('by an eviction is an error that says so', async () => {
    const status = await ended(place, 'evicted');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'Evicted' });
    failedOnly(status, 2, 'Evicted');
  });

  it('by a signal from elsewhere is an error, with k6’s own code for it beside the runner', async () => {
    const status = await ended(place, 'signal');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'Interrupted' });
    expect(status.failures).toMatchObject([{ runner: 2, reason: 'Interrupted', exitCode: 105 }]);
    await stillHas('signal', 1, 2);
  });

  it('by memory is an error that names it, and the others end gracefully', async () => {
    const status = await ended(place, 'oom');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'OOMKilled' });
    expect(messageOf(status)).toContain('runner 2');
    failedOnly(status, 2, 'OOMKilled');
    await stillHas('oom', 1, 3);
  });

  it('by memory goes on with the others under the policy Continue, and says so', async () => {
    const status = await ended(place, 'oom-continue');
    expect(outcomeOf(status)).toMatchObject({ stage: 'finished', result: 'Passed' });
    expect(conditionOf(status, 'Finished')).toMatchObject({ status: 'True', reason: 'CompletedWithLosses', message: expect.stringContaining('runner 2') });
    failedOnly(status, 2, 'OOMKilled');
  });

  it('needs no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });

  it('is not the same as one that is still on after its activeDeadlineSeconds: that one ends gracefully and Failed', async () => {
    const status = await ended(place, 'overdue');
    expect(outcomeOf(status)).toMatchObject({ stage: 'finished', result: 'Failed', exitCode: 103, reason: 'DeadlineExceeded' });
    await stillHas('overdue', 1, 2);
  });
});
