import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Pod } from '../../../api/kubernetes.ts';
import type { Run } from '../../../api/run.ts';
import { helm, kubectl } from '../../../cluster/bin.ts';
import { wantedCluster } from '../../../cluster/cluster.ts';
import { operatorNamespace } from '../../../cluster/demo/install.ts';
import { readSummaries } from '../../../cluster/demo/summary.ts';
import { extraImages } from '../../../cluster/image/extras.ts';
import { root } from '../../../cluster/paths.ts';
import { pluginProgram, type Program } from '../../plugin/program.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { describeOnNode } from '../../setup/node.ts';
import { givenValues, helmRun } from '../helm.ts';
import { aScript } from '../manifests.ts';
import { childrenOf, eventually, jobNames, podsWith } from '../objects.ts';
import { ended, outcomeOf, summaryOf } from '../outcome.ts';
import { aPlace, leave, type Place } from '../place.ts';
import { configMapGenerator, cronJob, k6Resource, k6ResourceMeant, k6ResourceWithExtension, podMonitor, schedulingRights, script } from '../readme2022.ts';
import { ensureImage } from '../sampleimage.ts';

jest.setTimeout(300_000);

const passed = { stage: 'finished', result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed' };
/** The resource with images that the node has, and the ConfigMap that the README makes. */
const sample = k6ResourceMeant('k6:dev', 'shell-curl:dev').replace('name: k6-test', 'name: my-test');
const operator = kubectlIn(operatorNamespace);

/** `make` in the checkout, on the tests' cluster as the current context, with the images that its node has. */
async function make(target: string): Promise<string> {
  const path = [...new Set([await kubectl(), await helm()].map((file) => join(file, '..'))), process.env['PATH'] ?? ''].join(':');
  const env = { KUBECONFIG: testKubeconfigPath(), PATH: path, IMAGE: 'k6-operator:dev', K6_IMAGE: 'k6:dev', NAMESPACE: operatorNamespace };
  return (await execa('make', [target], { cwd: root, env, all: true })).all;
}

/** The image is loaded into a node of our own only. */
const onOwnNode = wantedCluster() === 'node' ? it : it.skip;

/** Each test is one step of the README of 2022, in its order and under its heading. */
describeOnNode('the README of 2022', () => {
  let place: Place;
  let folder: string;
  let values: string;
  let program: Program;
  /** The pods with the label that the resource gives to runners and starter; the initializer has what the runners have. */
  const labelled = (run: string): Promise<Pod[]> => podsWith(place, `k6_cr=${run},cool-label=foo,job-name!=${run}-initializer`);
  const apply = (manifest: string, ...flags: string[]): Promise<string> => place.kubectl(['apply', '--filename=-', ...flags], manifest);

  beforeAll(async () => {
    values = await givenValues();
    [place, folder] = await Promise.all([aPlace('readme2022'), mkdtemp(join(tmpdir(), 'k6-readme-'))]);
    program = await pluginProgram(testKubeconfigPath(), place.namespace);
    await writeFile(join(folder, 'test.js'), script);
    await writeFile(join(folder, 'k6-resource.yml'), sample);
  });
  afterAll(async () => {
    // What the other tests of this cluster need.
    await helmRun(['upgrade', '--install', 'k6-operator', join(root, 'charts', 'k6-operator'), '--values=-', '--take-ownership', '--wait', '--timeout=3m'], values);
    program.remove();
    await rm(folder, { recursive: true });
    await leave(place);
    await place.kubectl(['delete', 'clusterrole,clusterrolebinding', `k6-${place.namespace}`, '--ignore-not-found']);
  });

  it('Deploying the operator: make deploy. Better: it ends when a K6 can be applied, not before', async () => {
    await make('deploy');
    expect(await operator(['get', 'deployments', '--output=jsonpath={.items[*].status.availableReplicas}'])).toMatch(/^\d+( \d+)*$/);
    await apply(sample, '--dry-run=server');
  });

  it('Installing the CRD: make install. Better: TestRun, the kind of today, is there as well', async () => {
    await make('install');
    const crds = await operator(['get', 'crd', 'k6s.k6.io', 'testruns.k6.io', '--output=name']);
    expect(crds.split('\n')).toHaveLength(2);
  });

  it('Adding test scripts: kubectl create configmap my-test --from-file', async () => {
    await place.kubectl(['create', 'configmap', 'my-test', '--from-file', join(folder, 'test.js')]);
    expect(await place.kubectl(['get', 'configmap', 'my-test', '--output=jsonpath={.data.test\\.js}'])).toContain('vus: 200');
  });

  it('Executing tests, the resource as printed. Better: what cannot be meant is refused at once, with what to write instead', async () => {
    await expect(apply(k6Resource)).rejects.toThrow(/1000Mi/);
    await expect(apply(k6Resource.replace('1000mi', '1000Mi'))).rejects.toThrow(/<custom-image>/);
  });

  it('Executing tests: kubectl apply -f k6-resource.yml makes four Jobs', async () => {
    await place.kubectl(['apply', '-f', join(folder, 'k6-resource.yml')]);
    await eventually(() => jobNames(place, 'k6-sample'), (names) => ['1', '2', '3', '4'].every((index) => names.includes(`k6-sample-${index}`)), 90);
  });

  it('Parallelism: 200 VUs on four runners are 50 each. Better: all of them start at once, and the run says how it went', async () => {
    const status = await ended(place, 'k6-sample');
    expect(outcomeOf(status)).toEqual(passed);
    expect(readSummaries(await summaryOf(place, 'k6-sample')).map(({ vus }) => vus)).toEqual([50, 50, 50, 50]);
    expect(status.start?.skewMilliseconds).toBeGreaterThanOrEqual(0);
  });

  it('Runner and Starter: labels, annotations, resources and images are the pods’ own', async () => {
    const pods = await labelled('k6-sample');
    expect(pods).toHaveLength(5);
    for (const { metadata } of pods) expect(metadata?.annotations?.['cool-annotation']).toBe('bar');
    const images = pods.map(({ spec }) => spec?.containers[0]?.image);
    expect(images.toSorted()).toEqual([...Array.from({ length: 4 }, () => 'k6:dev'), 'shell-curl:dev']);
    const runner = pods.find(({ metadata }) => metadata?.labels?.['runner'] === 'true');
    expect(runner?.spec?.containers[0]?.resources).toEqual({ limits: { cpu: '200m', memory: '1000Mi' }, requests: { cpu: '100m', memory: '500Mi' } });
  });

  it('Separate: false lets runners share a node', async () => {
    const pods = await podsWith(place, 'k6_cr=k6-sample,runner=true');
    expect(pods.map(({ spec }) => spec?.affinity)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('Serviceaccount: runner and starter use the one that is named', async () => {
    await place.kubectl(['create', 'serviceaccount', 'puller']);
    const named = sample.replace('name: k6-sample', 'name: with-account').replaceAll(/( +)image: (k6|shell-curl):dev/g, '$&\n$1serviceAccountName: puller');
    await apply(named);
    const account = async (): Promise<(string | undefined)[]> => (await labelled('with-account')).map(({ spec }) => spec?.serviceAccountName);
    expect(await eventually(account, (names) => names.length === 5, 90)).toEqual(Array.from({ length: 5 }, () => 'puller'));
    await place.kubectl(['delete', 'k6', 'with-account']);
  });

  it('Cleaning up between test runs: kubectl delete -f. Better: applying the changed file again tells what is in the way', async () => {
    await place.kubectl(['delete', '-f', join(folder, 'k6-resource.yml')]);
    await eventually(() => childrenOf(place, 'k6-sample'), (left) => left.length === 0, 60);
  });

  onOwnNode('Using extensions: an image whose k6 has one more output, made as the Dockerfile makes it, runs with arguments and ports', async () => {
    await ensureImage(extraImages.extension);
    const manifest = parse(k6ResourceWithExtension) as Run;
    // With the tag "latest" a kubelet asks a registry each time, and this image is nowhere but on the node.
    manifest.spec.runner = { imagePullPolicy: 'IfNotPresent' };
    await place.apply(aScript('crocodile-stress-test', script), manifest);
    expect(outcomeOf(await ended(place, 'k6-sample-with-extensions'))).toEqual(passed);
  });

  onOwnNode('Using extensions, the PodMonitor: app: k6 and the port metrics choose the runners alone. A real Prometheus fetches them in extension.e2e', async () => {
    const { spec } = parse(podMonitor) as { spec: { selector: { matchLabels: { app: string } }; podMetricsEndpoints: { port: string }[] } };
    const pods = await podsWith(place, `app=${spec.selector.matchLabels.app},k6_cr=k6-sample-with-extensions`);
    const chosen = pods.filter((pod) => pod.spec?.containers.some(({ ports = [] }) => ports.some(({ name }) => name === spec.podMetricsEndpoints[0]?.port)));
    expect(chosen.map(({ metadata }) => metadata?.labels?.['runner'])).toEqual(['true', 'true', 'true', 'true']);
  });

  it('Scheduling Tests: the configMapGenerator makes a ConfigMap of the resource. Better: kubectl k6 schedule create --directory writes all of it', async () => {
    await cp(join(folder, 'k6-resource.yml'), join(folder, 'my-test.yaml'));
    await writeFile(join(folder, 'kustomization.yaml'), configMapGenerator);
    expect(await place.kubectl(['apply', '-k', folder])).toMatch(/^configmap\/my-test-config-\w+ created$/);
    const directory = join(folder, 'nightly');
    expect((await program.k6('schedule', 'create', 'nightly', '-f', join(folder, 'k6-resource.yml'), '--schedule', '0 2 * * *', '--directory', directory)).exitCode).toBe(0);
    expect(await place.kubectl(['apply', '-k', directory, '--dry-run=server'])).toContain('cronjob.batch/nightly created');
  });

  it('Scheduling Tests: the account of the README may delete and apply a K6, and nothing else', async () => {
    await apply(schedulingRights(place.namespace));
    const account = `--as=system:serviceaccount:${place.namespace}:k6-${place.namespace}`;
    const file = join(folder, 'k6-resource.yml');
    await place.kubectl(['apply', '-f', file]);
    await place.kubectl(['delete', '-f', file, account]);
    await place.kubectl(['apply', '-f', file, account]);
    expect(outcomeOf(await ended(place, 'k6-sample'))).toEqual(passed);
    await expect(place.kubectl(['get', 'secrets', account])).rejects.toThrow('forbidden');
  });

  it('Scheduling Tests, the CronJob: batch/v1beta1 is gone from Kubernetes; under batch/v1 it is taken', async () => {
    await expect(apply(cronJob('batch/v1beta1'), '--dry-run=server')).rejects.toThrow(/no matches for kind "CronJob"/);
    expect(await apply(cronJob('batch/v1'), '--dry-run=server')).toContain('my-test-cron');
  });

  it('Scheduling Tests, better: one command makes all of it, without a foreign image, and the Job ends as the test did', async () => {
    const { exitCode, stderr } = await program.k6('schedule', 'create', 'nightly', '-f', join(folder, 'k6-resource.yml'), '--schedule', '0 2 * * *');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect((await program.k6('schedule', 'trigger', 'nightly')).exitCode).toBe(0);
    const { uid } = (await place.get<Run>('k6/k6-sample')).metadata;
    await eventually(() => place.get<Run>('k6/k6-sample').catch(() => undefined), (run) => run !== undefined && run.metadata.uid !== uid, 60);
    expect(outcomeOf(await ended(place, 'k6-sample'))).toEqual(passed);
    await place.kubectl(['wait', 'job', '--selector=k6.io/schedule=nightly', '--for=condition=Complete', '--timeout=60s']);
  });

  it('Uninstallation: make delete leaves nothing of the operator', async () => {
    await make('delete');
    await expect(place.kubectl(['get', 'k6s'])).rejects.toThrow(/could not find the requested resource|doesn't have a resource type/);
    await eventually(() => operator(['get', 'pods,services,secrets,deployments', '--output=name']), (names) => !names.includes('k6-operator'), 90);
    const cluster = await operator(['get', 'clusterroles,clusterrolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations', '--output=name']);
    expect(cluster).not.toContain('k6-operator');
    await eventually(() => childrenOf(place, 'k6-sample'), (left) => left.length === 0, 90);
  });

  it.each([
    ['test-setup', /npm ci|prepare/],
    ['test', /test/],
    ['e2e', /e2e/],
    ['e2e-cleanup', /down/],
  ])('Developing Locally: make %s', async (target, commands) => {
    expect((await execa('make', ['--dry-run', '--always-make', target], { cwd: root })).stdout).toMatch(commands);
  });
});
