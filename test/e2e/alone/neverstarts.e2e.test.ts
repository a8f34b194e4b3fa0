import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import type { RunSpec } from '../../../api/spec.ts';
import { describeOnNode } from '../../setup/node.ts';
import { aRun, aScript, idle, runner } from '../manifests.ts';
import { eventually } from '../objects.ts';
import { denials } from '../operator.ts';
import { conditionOf, ended, messageOf, outcomeOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(240_000);

const deadlineSeconds = 20;
/** For those that fail at the last of three pods. */
const longer = { initializer: { disabled: true }, startDeadlineSeconds: 40 };
const nowhere = { nodeSelector: { 'example.test/no-such': 'node' } };

/** Runs that never start, by name: the spec, the reason, and a word that the message must have. */
const runs: Record<string, [Partial<RunSpec>, string, string]> = {
  'no-configmap': [{ script: { configMap: { name: 'no-such-map' } } }, 'ScriptNotFound', 'no-such-map'],
  'no-key': [{ script: { configMap: { name: 'script', file: 'other.js' } } }, 'ScriptNotFound', 'no key "other.js"; it has test.js'],
  'no-claim': [{ script: { volumeClaim: { name: 'no-such-claim', file: 'test.js' } } }, 'Unschedulable', 'no-such-claim'],
  'no-file': [{ script: { localFile: '/nowhere/test.js' } }, 'ScriptInvalid', '/nowhere/test.js'],
  'no-image': [{ runner: { image: 'no-such-image:1' } }, 'ImagePullFailed', 'no-such-image:1'],
  'no-image-unchecked': [{ runner: { image: 'no-such-image:2' }, initializer: { disabled: true } }, 'ImagePullFailed', 'no-such-image:2'],
  'no-node': [{ runner: nowhere, initializer: { nodeSelector: {} } }, 'Unschedulable', 'node(s) didn\'t match'],
  'no-cpu': [{ runner: { resources: { requests: { cpu: '1000' } } }, initializer: { resources: {} } }, 'Unschedulable', 'Insufficient cpu'],
  'no-cpu-to-check': [{ initializer: { resources: { requests: { cpu: '1000' } } } }, 'Unschedulable', 'Insufficient cpu'],
  'one-node': [{ parallelism: 2, separate: true }, 'Unschedulable', 'anti-affinity'],
  'no-secret': [{ runner: { envFrom: [{ secretRef: { name: 'no-such-secret' } }] } }, 'ContainerConfigError', 'no-such-secret'],
  'no-volume': [
    { runner: { volumes: [{ name: 'data', configMap: { name: 'no-such-data' } }], volumeMounts: [{ name: 'data', mountPath: '/data' }] } },
    'VolumeMountFailed', 'no-such-data',
  ],
  'no-k6': [{ initializer: { image: 'shell-curl:dev' } }, 'InitializerFailed', 'k6 executable not found in PATH'],
  'no-shell': [{ initializer: { image: 'http-target:dev' } }, 'ContainerStartError', '"sh": executable file not found'],
  'no-k6-runner': [{ runner: { image: 'shell-curl:dev' }, initializer: { disabled: true } }, 'ContainerStartError', 'k6'],
  'no-starter': [{ ...longer, starter: { image: 'no-such-starter:1' } }, 'ImagePullFailed', 'no-such-starter:1'],
  'no-curl': [{ ...longer, starter: { image: 'k6:dev', imagePullPolicy: 'IfNotPresent' } }, 'StarterFailed', 'curl'],
  'no-start': [{ ...longer, starter: nowhere }, 'Unschedulable', 'starter'],
  'init-container': [{ runner: { initContainers: [{ name: 'prepare', command: ['sh', '-c', 'exit 7'] }] } }, 'InitContainerFailed', 'prepare'],
};

describeOnNode('a run that cannot start', () => {
  let place: Place;
  let small: Place;

  beforeAll(async () => {
    [place, small] = await Promise.all([aPlace('never'), aPlace('quota')]);
    const deadline = { startDeadlineSeconds: deadlineSeconds };
    await place.apply(aScript('script', idle(2)));
    await place.apply(
      aRun('late-configmap', { script: { configMap: { name: 'late' } }, startDeadlineSeconds: 120 }),
      ...Object.entries(runs).map(([name, [spec]]) => aRun(name, { ...deadline, ...spec, runner: { ...runner, ...spec.runner } })),
    );
    await small.apply(aScript('script', idle(2)), { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few-pods' }, spec: { hard: { pods: '2' } } });
    await small.apply(aRun('three-pods', { parallelism: 3, initializer: { disabled: true }, ...deadline }));
  });
  afterAll(() => leave(place, small));

  it('starts after all when its ConfigMap comes a little later', async () => {
    await setTimeout(3000);
    await place.apply(aScript('late', idle(2)));
    expect(outcomeOf(await ended(place, 'late-configmap'))).toEqual({ stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' });
  });

  it.each(Object.entries(runs).map(([name, [, reason, words]]) => [name, reason, words] as const))(
    'fails by its deadline with the cause and its name: %s is %s, "%s"', async (name, reason, words) => {
      const status = await ended(place, name);
      expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason });
      expect(messageOf(status)).toContain(words);
      expect(conditionOf(status, 'Started').status).toBe('False');
      expect(conditionOf(status, 'Finished').reason).toBe(reason);
    },
  );

  it('fails by its deadline with the quota’s name when there is no room for its pods', async () => {
    const status = await ended(small, 'three-pods');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'QuotaExceeded' });
    expect(messageOf(status)).toContain('few-pods');
  });

  it('fails by its deadline with the quota’s name when there is no room for its Jobs', async () => {
    await small.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few-jobs' }, spec: { hard: { 'count/jobs.batch': '3' } } });
    await small.apply(aRun('three-jobs', { parallelism: 3, initializer: { disabled: true }, startDeadlineSeconds: 10 }));
    const status = await ended(small, 'three-jobs');
    expect(outcomeOf(status)).toMatchObject({ stage: 'error', result: 'Failed', reason: 'QuotaExceeded' });
    expect(messageOf(status)).toContain('few-jobs');
  });

  it('leaves no pod that runs on', async () => {
    const running = (): Promise<string> => place.kubectl(['get', 'pods', '--selector=app=k6', '--field-selector=status.phase=Running', '--output=name']);
    await eventually(running, (names) => names === '', 30);
  });

  it('needs no right that the chart does not grant', async () => {
    expect(await denials()).toEqual([]);
  });
});
