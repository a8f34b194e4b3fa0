import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { RunSpec } from '../../api/spec.ts';
import { readSummaries } from '../../cluster/demo/summary.ts';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, idle, runner } from './manifests.ts';
import { childrenOf, eventually, jobNames, podsWith, runnersOf } from './objects.ts';
import { denials } from './operator.ts';
import { ended, messageOf, outcomeOf, started, summaryOf } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(300_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };

describeOnNode('a run in a namespace of several', () => {
  let place: Place;

  const uidOf = async (kind: string, name: string): Promise<string> => (await place.get<Run>(kind, name)).metadata.uid;
  const generationOf = (pods: Pod[]): Set<string | undefined> => new Set(pods.map(({ spec }) => spec?.containers[0]?.env?.find(({ name }) => name === 'GENERATION')?.value));
  const generation = (value: string): object => ({ ...runner, env: [{ name: 'GENERATION', value }] });
  /** What the runs were that were replaced while they were on. */
  const old = new Map<string, { uid: string; pods: Set<string | undefined> }>();
  /** As `kubectl delete -f run.yaml; kubectl apply -f run.yaml` does it, with the load on. */
  const replaced = async (name: string, options: string[], spec: Partial<RunSpec>): Promise<void> => {
    await started(place, name);
    const pods = (await runnersOf(place, name)).map(({ metadata }) => metadata?.uid);
    old.set(name, { uid: await uidOf('k6', name), pods: new Set(pods) });
    await place.kubectl(['delete', 'k6', name, ...options]);
    await place.apply(aRun(name, spec));
  };
  const long = { script: { configMap: { name: 'long' } } };

  beforeAll(async () => {
    place = await aPlace('identity');
    await place.apply(aScript('script', idle(4)), aScript('long', idle(120)));
    const foreignJob = {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'taken-2' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'mine', image: 'shell-curl:dev', imagePullPolicy: 'IfNotPresent', command: ['true'] }] } } },
    };
    await place.apply(foreignJob, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept-summary' }, data: { mine: 'yes' } });
    await place.apply(
      aRun('one'),
      aRun('pair', { parallelism: 2 }),
      aRun('pair-1', { parallelism: 3 }),
      aRun('twin', { parallelism: 2 }),
      aRun('twin', { parallelism: 1, startDeadlineSeconds: 45, runner: { ...runner, env: [{ name: 'GENERATION', value: 'testrun' }] } }, 'TestRun'),
      aRun('taken', { parallelism: 2, startDeadlineSeconds: 30 }),
      aRun('kept'),
      aRun('again', { ...long, parallelism: 2, runner: generation('old') }),
      aRun('asynchronous', { ...long, parallelism: 2, runner: generation('old') }),
      aRun('orphaned', { ...long, parallelism: 1 }),
      aRun('gone', { ...long, parallelism: 2 }),
      aRun('posted', { parallelism: 2, cleanup: 'post' }),
      aRun('mortal', { parallelism: 1, ttlSecondsAfterFinished: 3 }),
    );
    const anew = { parallelism: 2, runner: generation('new') };
    await Promise.all([
      replaced('again', [], anew),
      replaced('asynchronous', ['--wait=false'], anew),
      replaced('orphaned', ['--cascade=orphan'], { startDeadlineSeconds: 10 }),
    ]);
  });
  afterAll(() => leave(place));

  it.each([
    ['was deleted first', 'again'],
    ['was deleted without waiting', 'asynchronous'],
  ])('begins anew under the name of a run that was on and %s', async (_how, name) => {
    expect(outcomeOf(await ended(place, name))).toEqual(passed);
    expect(await uidOf('k6', name)).not.toBe(old.get(name)?.uid);
    const pods = await runnersOf(place, name);
    expect(pods).toHaveLength(2);
    expect(pods.filter(({ metadata }) => old.get(name)?.pods.has(metadata?.uid))).toEqual([]);
    expect(generationOf(pods)).toEqual(new Set(['new']));
    expect(readSummaries(await summaryOf(place, name))).toHaveLength(2);
  });

  it('cannot be changed in what its runners were made from while it is on', async () => {
    await started(place, 'gone');
    const grow = place.kubectl(['patch', 'k6', 'gone', '--type=merge', '--patch={"spec":{"parallelism":3}}']);
    await expect(grow).rejects.toThrow('spec.parallelism: cannot change in stage started');
  });

  it('leaves nothing when it is deleted while it is on', async () => {
    await started(place, 'gone');
    expect(await childrenOf(place, 'gone')).toEqual(expect.arrayContaining(['job.batch/gone-1', 'job.batch/gone-2', 'job.batch/gone-starter']));
    await place.kubectl(['delete', 'k6', 'gone']);
    await eventually(() => childrenOf(place, 'gone'), (left) => left.length === 0, 90);
  });

  it('does not adopt the children of a run that was deleted without them, and says whose they are', async () => {
    const status = await ended(place, 'orphaned');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'NameConflict' });
    expect(messageOf(status)).toContain('Job "orphaned-1"');
  });

  it('may have one runner, which takes the whole of the script', async () => {
    expect(outcomeOf(await ended(place, 'one'))).toEqual(passed);
    expect(readSummaries(await summaryOf(place, 'one'))).toMatchObject([{ runner: 1, vus: 4 }]);
    expect(await jobNames(place, 'one')).toEqual(['one-1', 'one-initializer', 'one-starter']);
  });

  it('runs beside another whose name begins with its own', async () => {
    expect(outcomeOf(await ended(place, 'pair'))).toEqual(passed);
    expect(outcomeOf(await ended(place, 'pair-1'))).toEqual(passed);
    expect(await runnersOf(place, 'pair')).toHaveLength(2);
    expect(await runnersOf(place, 'pair-1')).toHaveLength(3);
    expect(await podsWith(place, 'k6_cr=pair')).toHaveLength(4);
  });

  it('never mixes with one of the other kind and the same name: one passes, the other says what is in its way', async () => {
    const both = await Promise.all([ended(place, 'twin', 150, 'K6'), ended(place, 'twin', 150, 'TestRun')]);
    const [winner, loser] = both[0].result === 'Passed' ? both : both.toReversed();
    expect(outcomeOf(winner ?? {})).toEqual(passed);
    expect(outcomeOf(loser ?? {})).toMatchObject({ stage: 'error', result: 'Failed', reason: 'NameConflict' });
    expect(messageOf(loser ?? {})).toMatch(/Job "twin-\w+" of (K6|TestRun) "twin"/);
    expect(await runnersOf(place, 'twin')).toHaveLength(winner === both[0] ? 2 : 1);
    expect(generationOf(await runnersOf(place, 'twin'))).toEqual(new Set([winner === both[0] ? undefined : 'testrun']));
  });

  it('does not touch a Job of the user’s own that has a child’s name, and says so', async () => {
    const status = await ended(place, 'taken');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'NameConflict' });
    expect(messageOf(status)).toContain('Job "taken-2" without an owner');
    expect(await place.kubectl(['get', 'job', 'taken-2', '--output=jsonpath={.status.succeeded}'])).toBe('1');
  });

  it('does not touch a ConfigMap of the user’s own that has the summary’s name, and passes all the same', async () => {
    expect(outcomeOf(await ended(place, 'kept'))).toEqual(passed);
    expect(await summaryOf(place, 'kept')).toEqual({ mine: 'yes' });
  });

  it('goes by itself with all that it made, but for the summary, under cleanup: post', async () => {
    await place.kubectl(['wait', 'k6/posted', '--for=delete', '--timeout=150s']);
    await eventually(() => childrenOf(place, 'posted'), (left) => left.length === 1, 60);
    expect(await childrenOf(place, 'posted')).toEqual(['configmap/posted-summary']);
    expect(readSummaries(await summaryOf(place, 'posted')).map(({ vus }) => vus)).toEqual([2, 2]);
  });

  it('takes over the summary that a run of its name left behind', async () => {
    await place.apply(aRun('posted'));
    expect(outcomeOf(await ended(place, 'posted'))).toEqual(passed);
    expect(readSummaries(await summaryOf(place, 'posted')).map(({ vus }) => vus)).toEqual([4]);
    await place.kubectl(['delete', 'k6', 'posted']);
    await eventually(() => childrenOf(place, 'posted'), (left) => left.length === 0, 60);
  });

  it('goes by itself with all that it made after ttlSecondsAfterFinished', async () => {
    await place.kubectl(['wait', 'k6/mortal', '--for=delete', '--timeout=150s']);
    await eventually(() => childrenOf(place, 'mortal'), (left) => left.length === 0, 60);
  });

  it('needs no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
