import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { CoreEvent } from '../../../api/kubernetes.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aRun, aScript, idle } from '../manifests.ts';
import { eventually, runnersOf } from '../objects.ts';
import { denials, dismiss, kill, leader } from '../operator.ts';
import { ended, outcomeOf, started, statusOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(240_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };

describeOnNode('a controller that is killed', () => {
  let place: Place;
  let killed: string;

  /** How many pods were ever made for a run's Jobs, by the job controller's own events. */
  const podsMade = async (run: string): Promise<number> => {
    const { items } = await place.get<{ items: CoreEvent[] }>('events', '--field-selector=reason=SuccessfulCreate,involvedObject.kind=Job');
    return items.filter(({ involvedObject }) => new RegExp(`^${run}-\\d+$`).test(involvedObject.name ?? '')).length;
  };

  beforeAll(async () => {
    place = await aPlace('failover');
    await place.apply(aScript('script', idle(6)), aScript('long', idle(20)));
    const slow = aScript('slow', `const ready = Date.now() + 12000; while (Date.now() < ready); ${idle(4)}`);
    await place.apply(slow, aRun('on', { parallelism: 2, script: { configMap: { name: 'long' } } }));
    await place.apply(aRun('barrier', { parallelism: 2, script: { configMap: { name: 'slow' } }, initializer: { disabled: true } }));
    await started(place, 'on');
    expect(await denials()).toEqual([]);
    killed = await leader();
    await kill(killed);
    await place.apply(aRun('after', { parallelism: 2 }));
  });
  afterAll(() => leave(place));

  it('has a successor that leads within a minute', async () => {
    await eventually(leader, (pod) => pod !== '' && pod !== killed, 60);
  });

  it.each([
    ['whose load was on', 'on'],
    ['whose runners waited at the barrier', 'barrier'],
    ['that was made when nobody led', 'after'],
  ])('leaves a run %s to the successor, who ends it right and makes no runner twice', async (_which, run) => {
    const status = await ended(place, run);
    expect(outcomeOf(status)).toEqual(passed);
    expect(status.runners).toMatchObject({ total: 2, succeeded: 2, failed: 0 });
    expect((await statusOf(place, run)).failures).toBeUndefined();
    expect(await runnersOf(place, run)).toHaveLength(2);
    expect(await podsMade(run)).toBe(2);
  });

  it('hands a run that is on over to the other replica when it is asked to end', async () => {
    await place.apply(aRun('handed-over', { parallelism: 2 }));
    await started(place, 'handed-over');
    const before = await leader();
    await dismiss(before);
    expect(outcomeOf(await ended(place, 'handed-over'))).toEqual(passed);
    expect(await leader()).not.toBe(before);
    expect(await podsMade('handed-over')).toBe(2);
  });

  it('has a successor with all the rights that it needs', async () => {
    expect(await denials()).toEqual([]);
  });
});
