import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOnNode } from '../setup/node.ts';
import { aRun, aScript, runner } from './manifests.ts';
import { jobNames, podsWith, runnersOf } from './objects.ts';
import { denials } from './operator.ts';
import { conditionOf, ended, messageOf, outcomeOf } from './outcome.ts';
import { inTurn } from './pace.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(360_000);

const script = `
  import { sleep } from 'k6';
  export const options = { vus: 2, duration: '2s' };
  export default function () {
    if (__ITER === 0) console.log('[' + __ENV.GREETING + '][' + __ENV.FROM_SECRET + '][' + __ENV.FROM_MAP + ']');
    sleep(0.5);
  }
`;
const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };
/** The longest name there may be, which begins with a digit. */
const longName = '2022-'.padEnd(51, 'x');
const metadata = { labels: { 'cool-label': 'foo' }, annotations: { 'cool-annotation': 'bar' } };
/** What the "restricted" pod security level asks of every pod. */
const restricted = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

describeOnNode('a setting of a run', () => {
  let place: Place;
  let strict: Place;

  const log = (run: string, index = 1): Promise<string> => place.kubectl(['logs', `job/${run}-${index}`]);

  beforeAll(async () => {
    [place, strict] = await Promise.all([aPlace('setting'), aPlace('strict')]);
    await place.kubectl(['label', 'namespace', place.namespace, 'pod-security.kubernetes.io/enforce=baseline']);
    await strict.kubectl(['label', 'namespace', strict.namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    await strict.apply(aScript('script', script));
    await strict.apply(
      aRun('fit', { parallelism: 2, runner: { ...runner, ...restricted } }),
      aRun('unfit', { parallelism: 2, initializer: restricted, startDeadlineSeconds: 30 }),
    );
    await place.apply(
      aScript('script', script),
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret' }, stringData: { FROM_SECRET: 'hush' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data: { FROM_MAP: 'north' } },
    );
    await inTurn(place, [
      aRun('words', { parallelism: 2, arguments: '-e GREETING=\'hello big world\' --tag team="load testing"' }),
      aRun('argv', { args: ['-e', 'GREETING=a "quoted" word', '--iterations', '3', '--vus', '1'], arguments: '-e GREETING=unused' }),
      aRun('loud', { quiet: 'false' }),
      aRun('unpaused', { parallelism: 2, paused: 'false' }),
      aRun('unchecked', { parallelism: 2, initializer: { disabled: true } }),
      aRun('shell', { parallelism: 2, starter: { image: 'shell-curl:dev', imagePullPolicy: 'IfNotPresent' } }),
      aRun('ports', { ports: [{ containerPort: 5665, name: 'dashboard' }], runner: { ...runner, metadata }, starter: { metadata } }),
      aRun('environment', {
        parallelism: 2,
        runner: {
          ...runner, env: [{ name: 'GREETING', value: 'ahoy' }],
          envFrom: [{ secretRef: { name: 'secret' } }, { configMapRef: { name: 'map' } }],
        },
      }),
      aRun(longName, { parallelism: 2 }),
      aRun('sidecar', {
        parallelism: 2, initializer: { initContainers: [] },
        runner: { ...runner, initContainers: [{ name: 'side', restartPolicy: 'Always', command: ['sh', '-c', 'trap exit TERM; sleep 3600 & wait'] }] },
      }),
      {
        apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'of-2022' },
        spec: { image: 'k6:dev', parallelism: 2, script: { configMap: { name: 'script' } }, runner: { nodeselector: { 'kubernetes.io/os': 'linux' }, imagePullPolicy: 'IfNotPresent' } },
      },
    ]);
  });
  afterAll(() => leave(place, strict));

  it('arguments reaches k6 as a shell would split it', async () => {
    expect(outcomeOf(await ended(place, 'words'))).toEqual(passed);
    for (const index of [1, 2]) expect(await log('words', index)).toContain('[hello big world]');
  });

  it('args reaches k6 as it is, and wins over arguments', async () => {
    expect(outcomeOf(await ended(place, 'argv'))).toEqual(passed);
    expect(await log('argv')).toContain('[a \\"quoted\\" word]');
    expect(await log('argv')).toMatch(/^ *iterations\.*: 3 /m);
  });

  it('quiet: "false" lets k6 tell what it does', async () => {
    expect(outcomeOf(await ended(place, 'loud'))).toEqual(passed);
    expect(await log('loud')).toContain('execution: local');
    await ended(place, 'words');
    expect(await log('words')).not.toContain('execution: local');
  });

  it('paused: "false" makes no starter, and tells a start without a skew', async () => {
    const status = await ended(place, 'unpaused');
    expect(outcomeOf(status)).toEqual(passed);
    expect(status.start?.time).toMatch(/^20/);
    expect(status.start?.skewMilliseconds).toBeUndefined();
    expect(await jobNames(place, 'unpaused')).toEqual(['unpaused-1', 'unpaused-2', 'unpaused-initializer']);
  });

  it('initializer.disabled makes no initializer', async () => {
    expect(outcomeOf(await ended(place, 'unchecked'))).toEqual(passed);
    expect(await jobNames(place, 'unchecked')).toEqual(['unchecked-1', 'unchecked-2', 'unchecked-starter']);
  });

  it('starter.image may be any image with sh and curl', async () => {
    const status = await ended(place, 'shell');
    expect(outcomeOf(status)).toEqual(passed);
    expect(conditionOf(status, 'Started').reason).toBe('AllRunnersStarted');
    const [starter] = await podsWith(place, 'k6_cr=shell,k6.io/role=starter');
    expect(starter?.spec?.containers[0]?.image).toBe('shell-curl:dev');
  });

  it('ports, labels and annotations are on the pods beside the operator’s own', async () => {
    expect(outcomeOf(await ended(place, 'ports'))).toEqual(passed);
    const [pod] = await runnersOf(place, 'ports');
    expect(pod?.spec?.containers[0]?.ports?.map(({ containerPort }) => containerPort).toSorted()).toEqual([5665, 6565]);
    for (const role of ['runner', 'starter']) {
      const [one] = await podsWith(place, `k6_cr=ports,k6.io/role=${role},cool-label=foo,app=k6`);
      expect(one?.metadata?.annotations).toMatchObject({ 'cool-annotation': 'bar' });
    }
  });

  it('env and envFrom reach the script, and the initializer as well', async () => {
    expect(outcomeOf(await ended(place, 'environment'))).toEqual(passed);
    for (const index of [1, 2]) expect(await log('environment', index)).toContain('[ahoy][hush][north]');
  });

  it('initContainers may hold a sidecar, which does not keep the run from ending', async () => {
    const status = await ended(place, 'sidecar');
    expect(outcomeOf(status)).toEqual(passed);
    expect(status.runners).toMatchObject({ succeeded: 2, failed: 0 });
  });

  it('may stand beside a name of 51 characters that begins with a digit', async () => {
    expect(outcomeOf(await ended(place, longName))).toEqual(passed);
    expect(await podsWith(place, `k6_cr=${longName}`)).toHaveLength(4);
  });

  it('in the spelling of 2022 counts without a webhook', async () => {
    expect(outcomeOf(await ended(place, 'of-2022'))).toEqual(passed);
    const [pod] = await runnersOf(place, 'of-2022');
    expect(pod?.spec).toMatchObject({ nodeSelector: { 'kubernetes.io/os': 'linux' }, containers: [{ image: 'k6:dev' }] });
  });

  it('securityContext lets a run into a namespace of the "restricted" level, starter and all', async () => {
    expect(outcomeOf(await ended(strict, 'fit'))).toEqual(passed);
  });

  it('that a namespace’s pod security level does not allow fails the run with the API server’s words', async () => {
    const status = await ended(strict, 'unfit');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'CreateForbidden' });
    expect(messageOf(status)).toContain('violates PodSecurity');
  });

  it('needs no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
