import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CoreEvent, Job } from '../../../api/kubernetes.ts';
import type { Kind, Run } from '../../../api/run.ts';
import { readSummaries } from '../../../cluster/demo/summary.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aRun, aScript, runner } from '../manifests.ts';
import { jobNames, podsWith, runnersOf } from '../objects.ts';
import { denials } from '../operator.ts';
import { conditionOf, ended, nameOf, outcomeOf, statusOf, summaryOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(240_000);

const script = `
  import http from 'k6/http';
  import { check, sleep } from 'k6';
  export const options = { vus: 40, duration: '4s', thresholds: { checks: ['rate==1'] } };
  export default function () {
    check(http.get(__ENV.TARGET), { 'status is 200': ({ status }) => status === 200 });
    sleep(0.3);
  }
`;

const target = [
  {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'target', labels: { role: 'target' } },
    spec: { containers: [{ name: 'http', image: 'http-target:dev', imagePullPolicy: 'IfNotPresent', readinessProbe: { periodSeconds: 1, httpGet: { path: '/healthz', port: 8080 } } }] },
  },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'target' }, spec: { selector: { role: 'target' }, ports: [{ port: 80, targetPort: 8080 }] } },
];

const withTarget = { ...runner, env: [{ name: 'TARGET', value: 'http://target' }] };

describeOnNode('four runners that share 40 VUs', () => {
  let place: Place;

  beforeAll(async () => {
    place = await aPlace('four');
    await place.apply(...target, aScript('script', script));
    await place.kubectl(['wait', '--for=condition=Ready', 'pod/target', '--timeout=60s']);
  });
  afterAll(() => leave(place));

  describe.each<[Kind, string]>([['K6', 'load'], ['TestRun', 'today']])('of a %s', (kind, name) => {
    beforeAll(() => place.apply(aRun(name, { parallelism: 4, runner: withTarget }, kind)));

    it('end as finished and Passed, which kubectl can wait for by condition and by stage', async () => {
      const status = await ended(place, name, 150, kind);
      await place.kubectl(['wait', nameOf(name, kind), '--for=jsonpath={.status.stage}=finished', '--timeout=5s']);
      expect(outcomeOf(status)).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
      expect(conditionOf(status, 'Passed').status).toBe('True');
      expect(status.runners).toEqual({ total: 4, ready: 0, readyTotal: '0/4', running: 0, succeeded: 4, failed: 0 });
      expect(status.failures).toBeUndefined();
      expect(status.requirements).toEqual({ maxVUs: 40, totalDuration: '34s' });
    });

    it('had ten VUs each and made requests, by what k6 itself says of each', async () => {
      const summaries = readSummaries(await summaryOf(place, name));
      expect(summaries.map(({ runner: index, vus }) => [index, vus])).toEqual([[1, 10], [2, 10], [3, 10], [4, 10]]);
      for (const { requests } of summaries) expect(requests).toBeGreaterThanOrEqual(20);
    });

    it('started within 100 ms of each other', async () => {
      const { start } = await statusOf(place, name, kind);
      expect(start?.skewMilliseconds).toBeGreaterThanOrEqual(0);
      expect(start?.skewMilliseconds).toBeLessThan(100);
      expect(start?.time).toMatch(/^20\d\d-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
    });

    it('come from Jobs whose names, labels and owner the user can rely on', async () => {
      const { metadata } = await place.get<Run>(nameOf(name, kind));
      expect(await jobNames(place, name)).toEqual(['1', '2', '3', '4', 'initializer', 'starter'].map((end) => `${name}-${end}`));
      const { items } = await place.get<{ items: Job[] }>('jobs', `--selector=app=k6,k6_cr=${name}`);
      expect(new Set(items.flatMap(({ metadata: { ownerReferences = [] } = {} }) => ownerReferences.map(({ uid }) => uid)))).toEqual(new Set([metadata.uid]));
      expect(await podsWith(place, `app=k6,k6_cr=${name}`)).toHaveLength(6);
      expect((await runnersOf(place, name)).map((pod) => pod.metadata?.labels?.['k6.io/runner-index']).toSorted()).toEqual(['1', '2', '3', '4']);
    });

    it('keep their logs for kubectl after the end', async () => {
      for (const index of [1, 2, 3, 4]) expect(await place.kubectl(['logs', `job/${name}-${index}`])).toMatch(/^ *vus\.*: .*\bmax=10$/m);
    });

    it('are told of in events, in order and without a warning', async () => {
      const { items } = await place.get<{ items: CoreEvent[] }>('events', `--field-selector=involvedObject.name=${name},involvedObject.kind=${kind}`);
      const inOrder = items.toSorted((a, b) => (a.firstTimestamp ?? '').localeCompare(b.firstTimestamp ?? ''));
      expect(inOrder.filter(({ type }) => type !== 'Normal').map(({ reason, message }) => [reason, message])).toEqual([]);
      const told = new Set(inOrder.map(({ reason }) => reason));
      for (const reason of ['Initializing', 'CreatingRunners', 'AllRunnersReady', 'AllRunnersStarted', 'RunCompleted', 'ThresholdsPassed']) expect(told).toContain(reason);
    });

    it('show in the columns of kubectl get', async () => {
      const [head = '', row = ''] = (await place.kubectl(['get', nameOf('', kind).replace('/', ''), name])).split('\n');
      expect(head.split(/\s+/)).toEqual(['NAME', 'STAGE', 'RESULT', 'RUNNERS', 'AGE']);
      expect(row.split(/\s+/).slice(0, 4)).toEqual([name, 'finished', 'Passed', '0/4']);
    });
  });

  it('need no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
