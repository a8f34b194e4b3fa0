import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ConfigMap, Pod } from '../../api/kubernetes.ts';
import type { Kind } from '../../api/run.ts';
import type { RunStatus } from '../../api/status.ts';
import { k6 } from '../../cluster/bin.ts';
import { wantedCluster } from '../../cluster/cluster.ts';
import { root } from '../../cluster/paths.ts';
import { describeOnNode } from '../setup/node.ts';
import { eventually, podsWith, runnersOf } from './objects.ts';
import { conditionOf, ended, outcomeOf, statusOf } from './outcome.ts';
import { inTurn } from './pace.ts';
import { aPlace, leave, type Place } from './place.ts';
import { ensureImage, withScript } from './sampleimage.ts';

jest.setTimeout(360_000);

const samples = join(root, 'config', 'samples');
const read = (name: string): Promise<string> => readFile(join(samples, name), 'utf8');
const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };

/** The samples that run to their end on any cluster, each with its kind. `separate` and `extension` have tests of their own below. */
const running: Record<string, Kind> = {
  'k6_v1alpha1_k6': 'K6', 'k6_v1alpha1_testrun': 'TestRun', 'multi-file': 'TestRun', archive: 'TestRun', 'volume-claim': 'TestRun', 'local-file': 'TestRun',
  'init-container': 'TestRun', ports: 'K6', affinity: 'TestRun', resources: 'TestRun', 'service-account': 'TestRun', 'topology-spread': 'TestRun',
  thresholds: 'TestRun', 'setup-once': 'TestRun',
};
/** Where a run is not named as its file. */
const names: Record<string, string> = { k6_v1alpha1_k6: 'k6-sample', k6_v1alpha1_testrun: 'testrun-sample' };
/** Its image can only be put into a node of our own. */
if (wantedCluster() !== 'node') delete running['local-file'];
const nameOf = (sample: string): string => names[sample] ?? sample;

/** A volume for the claim of volume-claim.yaml, where the cluster has no storage class that would make one. */
async function volume(place: Place): Promise<object[]> {
  if ((await place.kubectl(['get', 'storageclasses', '--output=name'])) !== '') return [];
  const path = join(tmpdir(), place.namespace);
  await mkdir(path);
  // A hostPath volume knows no fsGroup.
  await chmod(path, 0o777);
  return [{
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: place.namespace },
    spec: {
      capacity: { storage: '1Mi' }, accessModes: ['ReadWriteMany'], persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: place.namespace, name: 'k6-scripts' }, hostPath: { path },
    },
  }];
}

/** As the first two lines of archive.yaml say. */
async function archive(place: Place, folder: string): Promise<void> {
  await writeFile(join(folder, 'test.js'), (parse(await read('configmap.yaml')) as ConfigMap).data?.['test.js'] ?? '');
  await execa(await k6(), ['archive', 'test.js'], { cwd: folder });
  await place.kubectl(['create', 'configmap', 'k6-archive', `--from-file=${join(folder, 'archive.tar')}`]);
}

describeOnNode('the sample', () => {
  let place: Place;
  let strict: Place;
  let folder: string;
  const applied = (where: Place, name: string): Promise<string> => where.kubectl(['apply', `--filename=${join(samples, name)}`]);

  /** The schedule in the test's own namespace, with the operator's image of this cluster; then its run, now rather than at two in the night. */
  const schedule = async (): Promise<void> => {
    const files = join(folder, 'schedule');
    await cp(join(samples, 'schedule'), files, { recursive: true });
    const image = await place.kubectl(['get', 'deployment', 'k6-operator-controller', '--namespace=k6-operator', '--output=jsonpath={.spec.template.spec.containers[0].image}']);
    const edited = async (name: string, from: string, to: string): Promise<void> => writeFile(join(files, name), (await readFile(join(files, name), 'utf8')).replace(from, to));
    await edited('cronjob.yaml', 'registry.example.com/k6-operator:0.1.0', image);
    await edited('kustomization.yaml', 'namespace: default', `namespace: ${place.namespace}`);
    await place.kubectl(['apply', '--kustomize', files]);
    await place.kubectl(['create', 'job', 'tonight', '--from=cronjob/nightly']);
  };

  const make = async ({ sample }: { sample: string }): Promise<void> => {
    if (sample !== 'local-file') {
      await applied(place, `${sample}.yaml`);
      return;
    }
    const image = await ensureImage(withScript);
    await place.kubectl(['apply', '--filename=-'], (await read('local-file.yaml')).replaceAll('registry.example.com/k6-with-script:1.0.0', image));
  };

  beforeAll(async () => {
    [place, strict, folder] = await Promise.all([aPlace('samples'), aPlace('samples-strict'), mkdtemp(join(tmpdir(), 'k6-samples-'))]);
    await strict.kubectl(['label', 'namespace', strict.namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    await Promise.all([
      archive(place, folder), applied(place, 'configmap.yaml'), applied(strict, 'configmap.yaml'),
    ]);
    await place.apply(...await volume(place));
    await Promise.all([
      applied(strict, 'security-context.yaml'),
      schedule(),
      inTurn(place, Object.entries(running).map(([sample, kind]) => ({ kind, metadata: { name: nameOf(sample) }, sample })), make),
      applied(place, 'separate.yaml'),
    ]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await leave(place, strict);
    await place.kubectl(['delete', 'persistentvolume', place.namespace, '--wait=false', '--ignore-not-found']);
    await rm(join(tmpdir(), place.namespace), { recursive: true, force: true });
  });

  it.each(Object.entries(running))('%s runs and passes', async (sample, kind) => {
    expect(outcomeOf(await ended(place, nameOf(sample), 150, kind))).toEqual(passed);
  });

  it('security-context runs and passes in a namespace of the restricted pod security standard', async () => {
    expect(outcomeOf(await ended(strict, 'security-context', 150, 'TestRun'))).toEqual(passed);
  });

  it('schedule makes its run and ends as that does', async () => {
    await place.kubectl(['wait', 'job/tonight', '--for=condition=Complete', '--timeout=150s']);
    expect(outcomeOf(await statusOf(place, 'nightly', 'TestRun'))).toEqual(passed);
  });

  it('separate keeps its runners apart: it passes where there are two nodes, and says what it waits for where there is one', async () => {
    const nodes = (await place.get<{ items: unknown[] }>('nodes')).items.length;
    if (nodes > 1) {
      expect(outcomeOf(await ended(place, 'separate', 150, 'TestRun'))).toEqual(passed);
      return;
    }
    const waitsForNode = ({ conditions = [] }: RunStatus): boolean => conditions.some(({ type, message }) => type === 'RunnersReady' && message.includes('anti-affinity'));
    const status = await eventually(() => statusOf(place, 'separate', 'TestRun'), waitsForNode, 120);
    expect(conditionOf(status, 'RunnersReady')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
  });

  /** The image of an extension is built by test/e2e/extension.e2e.test.ts, which runs this sample's shape; here it is but held against the API server. */
  it('extension is taken by the API server and the webhook', async () => {
    expect(await place.kubectl(['apply', '--dry-run=server', `--filename=${join(samples, 'extension.yaml')}`])).toContain('k6.k6.io/extension created');
  });

  it('thresholds are judged on both runners together', async () => {
    const { thresholds = [] } = await ended(place, 'thresholds', 150, 'TestRun');
    expect(thresholds.map(({ metric, state }) => [metric, state]).toSorted()).toEqual([['checks', 'Passed'], ['http_req_failed', 'Passed'], ['http_reqs', 'Passed']]);
  });

  it('multi-file imports and opens the files beside the script', async () => {
    await ended(place, 'multi-file', 150, 'TestRun');
    expect(await place.kubectl(['logs', 'job/multi-file-1'])).toMatch(/hello (?:Ada|Grace)/);
  });

  it.each<[string, (pod: Pod) => unknown, unknown]>([
    ['service-account', ({ spec }) => [spec?.serviceAccountName, spec?.imagePullSecrets, spec?.automountServiceAccountToken], ['load-tester', [{ name: 'registry-login' }], false]],
    ['resources', ({ spec }) => spec?.containers[0]?.resources, { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } }],
    ['ports', ({ spec }) => spec?.containers[0]?.ports?.map(({ name }) => name), ['k6-rest', 'metrics']],
    ['affinity', ({ spec }) => spec?.nodeSelector, { 'kubernetes.io/os': 'linux' }],
    ['topology-spread', ({ spec }) => spec?.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey), ['topology.kubernetes.io/zone', 'kubernetes.io/hostname']],
    ['volume-claim', ({ spec }) => spec?.containers[0]?.volumeMounts?.find(({ name }) => name === 'k6-test-volume')?.readOnly, true],
  ])('%s has its setting in every runner', async (sample, look, wanted) => {
    await ended(place, sample, 150, running[sample] ?? 'TestRun');
    expect((await runnersOf(place, sample)).map(look)).toEqual([wanted, wanted]);
  });

  it('service-account has its service account in the starter as well', async () => {
    await ended(place, 'service-account', 150, 'TestRun');
    const pods = await podsWith(place, 'k6_cr=service-account,k6.io/role=starter');
    expect(pods.map(({ spec }) => spec?.serviceAccountName)).toEqual(['load-tester']);
  });
});
