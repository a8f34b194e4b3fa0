import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { operatorNamespace } from '../../../cluster/demo/install.ts';
import { describeOnNode } from '../../setup/node.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { aRun, aScript } from '../manifests.ts';
import { eventually } from '../objects.ts';
import { kill, leader } from '../operator.ts';
import { ended, outcomeOf, started, statusOf, summaryOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

/** Each of 8 VUs counts so many times, five times a second, however late and by whomever it is looked at. */
const script = (times: number): string => `
import { check, sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';
const counted = new Counter('counted');
const answers = new Trend('answers', true);
export const options = {
  scenarios: { all: { executor: 'per-vu-iterations', vus: 8, iterations: ${times}, maxDuration: '5m' } },
  thresholds: { counted: ['count==${times * 16}'], answers: ['p(95)<1000'], checks: ['rate==1'] },
};
export default function () {
  counted.add(2);
  answers.add(10 + (__ITER % 100));
  check(null, { fine: () => true });
  sleep(0.2);
}
`;

const service = 'k6-operator-collector';
const operator = kubectlIn(operatorNamespace);

describeOnNode('the one answer', () => {
  let place: Place;

  beforeAll(async () => {
    place = await aPlace('answer');
    await place.apply(aScript('script', script(300)), aScript('shorter', script(150)));
  });
  afterAll(async () => {
    await operator(['patch', 'service', service, '--type=merge', '--patch={"spec":{"selector":{"k6.io/nobody":null}}}']);
    await leave(place);
  });

  it('is the same when the controller is killed twice while the run is on', async () => {
    await place.apply(aRun('killed', { parallelism: 4 }));
    await started(place, 'killed');
    for (let kills = 0; kills < 2; kills += 1) {
      const before = await leader();
      await kill(before);
      await eventually(leader, (pod) => pod !== '' && pod !== before, 60);
    }
    expect((await statusOf(place, 'killed')).stage).toBe('started');
    const status = await ended(place, 'killed');
    expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
    expect(status.thresholds).toMatchObject(expect.arrayContaining([expect.objectContaining({ metric: 'counted', observed: 4800, ok: true })]));
    expect(status.summary).toMatchObject({ final: true, runnersReported: 4, iterations: 2400, checksPassed: 2400, checksFailed: 0 });
    expect(status.summary?.notes?.join(' ')).toMatch(/stream/);
    expect(Object.keys(await summaryOf(place, 'killed'))).toEqual(expect.arrayContaining(['summary.json', 'junit.xml']));
  });

  it('is the same when the collector could not be reached for 10 s, and says what the stream lost, if it lost something', async () => {
    await place.apply(aRun('unheard', { parallelism: 4, script: { configMap: { name: 'shorter' } } }));
    await started(place, 'unheard');
    await eventually(() => statusOf(place, 'unheard'), ({ summary }) => (summary?.iterations ?? 0) > 0, 30);
    await operator(['patch', 'service', service, '--type=merge', '--patch={"spec":{"selector":{"k6.io/nobody":"true"}}}']);
    await setTimeout(10_000);
    await operator(['patch', 'service', service, '--type=merge', '--patch={"spec":{"selector":{"k6.io/nobody":null}}}']);
    const status = await ended(place, 'unheard');
    expect(outcomeOf(status)).toMatchObject({ result: 'Passed', exitCode: 0 });
    expect(status.summary).toMatchObject({ final: true, runnersReported: 4, iterations: 1200, checksPassed: 1200 });
    const { source, notes = [] } = status.summary ?? {};
    expect(source === 'StreamAndSummaries' && (notes.length === 0 || /lost/.test(notes.join(' ')))).toBe(true);
  });

  it('is live while the run is on', async () => {
    await place.apply(aRun('live', { parallelism: 2 }));
    await started(place, 'live');
    const live = await eventually(() => statusOf(place, 'live'), ({ summary }) => (summary?.iterationsPerSecond ?? 0) > 0 && summary?.vus === 8, 40);
    expect(live.summary).toMatchObject({ final: false, source: 'Stream', runnersReported: 2 });
    expect(live.thresholds?.find(({ metric }) => metric === 'answers')).toMatchObject({ ok: true, state: 'Passed' });
    await place.kubectl(['patch', 'k6/live', '--type=merge', '--patch={"spec":{"stop":true}}']);
    expect(outcomeOf(await ended(place, 'live'))).toMatchObject({ result: 'Stopped', exitCode: 103 });
  });
});
