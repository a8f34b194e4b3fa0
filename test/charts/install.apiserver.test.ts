import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kubectl } from '../../cluster/bin.ts';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { root } from '../../cluster/paths.ts';
import { chart, helm3, helm4 } from './helm.ts';

const samples = join(root, 'config', 'samples');
const configurations = ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration'].map((kind) => `${kind}/k6-operator-webhook`);

let controlPlane: ControlPlane;
let kubectlPath = '';
const env = (): Record<string, string> => ({ KUBECONFIG: controlPlane.kubeconfig });
const kube = async (args: string[], input?: string): Promise<string> =>
  (await execa(kubectlPath, args, { env: env(), ...(input === undefined ? {} : { input }) })).stdout;
const run = (name: string, namespace: string, runner: object = {}): string => {
  const metadata = { name, namespace, finalizers: ['example.com/held'] };
  return JSON.stringify({ apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata, spec: { script: { configMap: { name: 's' } }, runner } });
};
/** Some 250 kB, which the match conditions' budget must be enough for. */
const large = { env: Array.from({ length: 3000 }, (_, index) => ({ name: `VARIABLE_${index}`, value: 'v'.repeat(60) })) };

beforeAll(async () => {
  kubectlPath = await kubectl();
  await Promise.all([helm4(), helm3()]);
  controlPlane = await startControlPlane();
}, 900_000);
afterAll(() => controlPlane.stop());

/** What a component wants to do, and where. */
interface Wish {
  verb: string;
  group?: string;
  resource: string;
  subresource?: string;
  name?: string;
  namespace?: string;
}

/** Those of `wishes` that the API server grants to a component's service account. */
async function granted(component: string, wishes: Wish[]): Promise<Wish[]> {
  const user = `system:serviceaccount:operator:k6-operator-${component}`;
  const items = wishes.map((resourceAttributes) => ({ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user, resourceAttributes } }));
  const answers = await kube(['create', '--output=jsonpath={.status.allowed}{"\\n"}', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return wishes.filter((_, index) => answers.split('\n')[index] === 'true');
}

/** The pods that the release's Deployments would make, and the one of `helm test`. */
async function pods(): Promise<{ metadata: { name: string } }[]> {
  const hooks = (await execa(await helm4(), ['get', 'hooks', 'k6-operator', '--namespace', 'operator'], { env: env() })).stdout;
  const pod = hooks.split(/^---$/mu).find((document) => /^kind: Pod$/mu.test(document));
  const test = JSON.parse(await kube(['create', '--dry-run=client', '--output=json', '-f', '-'], pod ?? '')) as { metadata: { name: string } };
  const deployments = JSON.parse(await kube(['-n', 'operator', 'get', 'deployments', '--output=json'])) as
    { items: { metadata: { name: string }; spec: { template: object } }[] };
  return [test, ...deployments.items.map(({ metadata, spec }) => ({ apiVersion: 'v1', kind: 'Pod', ...spec.template, metadata: { name: metadata.name } }))];
}

/** What holds for a release that is installed, whichever Helm did it. */
function describeRelease(): void {
  it('makes pods that a namespace under the restricted pod security standard lets in', async () => {
    await kube(['label', 'namespace', 'operator', 'pod-security.kubernetes.io/enforce=restricted']);
    const items = await pods();
    expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(['k6-operator-controller', 'k6-operator-test', 'k6-operator-webhook']);
    await kube(['create', 'serviceaccount', '-n', 'operator', 'k6-operator-test']);
    await kube(['create', '-n', 'operator', '--dry-run=server', '--validate=strict', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    await kube(['delete', 'serviceaccount', '-n', 'operator', 'k6-operator-test']);
  }, 60_000);

  it('serves both kinds and takes the samples', async () => {
    await kube(['wait', '--for=condition=Established', 'crd/k6s.k6.io', 'crd/testruns.k6.io', '--timeout=20s']);
    const files = (await readdir(samples)).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(2);
    // In its own namespace no webhook is asked; none runs here.
    const chosen = [...files, 'demo/k6.yaml'].flatMap((name) => ['-f', join(samples, name)]);
    await kube(['create', '-n', 'operator', '--dry-run=server', '--validate=strict', ...chosen]);
  }, 60_000);

  it('lets the controller do its work, and neither read a Secret nor make a pod', async () => {
    const runs = { group: 'k6.io', resource: 'k6s' };
    const leases = { verb: 'update', group: 'coordination.k8s.io', resource: 'leases' };
    const wanted: Wish[] = [
      { verb: 'create', group: 'batch', resource: 'jobs', namespace: 'default' },
      { verb: 'update', ...runs, subresource: 'finalizers', namespace: 'default' },
      { verb: 'create', ...runs, namespace: 'default' },
      { ...leases, namespace: 'operator' },
    ];
    const unwanted: Wish[] = [
      ...['get', 'list', 'watch', 'create'].map((verb) => ({ verb, resource: 'secrets', namespace: 'operator' })),
      { verb: 'create', resource: 'pods', namespace: 'default' },
      { verb: 'create', ...runs, namespace: 'operator' },
      { ...leases, namespace: 'default' },
    ];
    expect(await granted('controller', [...unwanted, ...wanted])).toEqual(wanted);
  }, 60_000);

  it('lets the webhook keep its own Secret and its own configurations, and no others', async () => {
    const resources = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'];
    const on = (verb: string, name: string): Wish[] => resources.map((resource) => ({ verb, group: 'admissionregistration.k8s.io', resource, name }));
    const wanted: Wish[] = [
      { verb: 'update', resource: 'secrets', name: 'k6-operator-webhook-tls', namespace: 'operator' },
      { verb: 'create', resource: 'secrets', namespace: 'operator' },
      ...on('patch', 'k6-operator-webhook'),
    ];
    const unwanted: Wish[] = [
      { verb: 'get', resource: 'secrets', name: 'other', namespace: 'operator' },
      { verb: 'create', resource: 'secrets', namespace: 'default' },
      { verb: 'get', group: 'k6.io', resource: 'k6s', namespace: 'default' },
      ...on('patch', 'other'), ...on('delete', 'k6-operator-webhook'),
    ];
    expect(await granted('webhook', [...unwanted, ...wanted])).toEqual(wanted);
  }, 60_000);

  it('refuses changes of specs while no webhook answers, and stands in the way of nothing else', async () => {
    const failing = /failed calling webhook "mutate\.k6\.io"/u;
    await expect(kube(['create', '-f', '-'], run('new', 'default'))).rejects.toThrow(failing);
    await expect(kube(['patch', 'k6/there', '--type=merge', '--patch', '{"spec":{"stop":true}}'])).rejects.toThrow(failing);
    await kube(['label', 'k6/there', 'a=b']);
    await kube(['delete', 'k6/there', '--wait=false']);
    await kube(['patch', 'k6/there', '--type=merge', '--patch', '{"metadata":{"finalizers":null}}']);
    expect(await kube(['get', 'k6s.k6.io', '-n', 'default', '--output=name'])).toBe('');
  }, 60_000);
}

describe.each([['4', helm4], ['3', helm3]])('the chart, installed with Helm %s', (version, helm) => {
  const helmRun = async (...args: string[]): Promise<unknown> => execa(await helm(), [...args, '--namespace', 'operator'], { env: env() });
  const install = (...args: string[]): Promise<unknown> =>
    helmRun('upgrade', '--install', 'k6-operator', chart, '--create-namespace', '--set', 'webhook.timeoutSeconds=1', ...args);

  it('is taken whole by the API server, twice, and leaves the CA be that the webhook filled in', async () => {
    await install();
    const bundle = Buffer.from(await kube(['get', 'configmap', 'kube-root-ca.crt', '-n', 'default', '--output=jsonpath={.data.ca\\.crt}'])).toString('base64');
    const patch = JSON.stringify([{ op: 'add', path: '/webhooks/0/clientConfig/caBundle', value: bundle }]);
    for (const name of configurations) await kube(['patch', name, '--type=json', '--field-manager=webhook', '--patch', patch]);
    // An upgrade that changes the configurations themselves.
    await install('--set', 'controller.replicas=3,webhook.timeoutSeconds=2,webhook.excludedNamespaces={kube-system}');
    expect(await kube(['-n', 'operator', 'get', 'deployment', 'k6-operator-controller', '--output=jsonpath={.spec.replicas}'])).toBe('3');
    const { items } = JSON.parse(await kube(['get', ...configurations, '--output=json'])) as { items: { webhooks: object[] }[] };
    expect(items.flatMap(({ webhooks }) => webhooks)).toMatchObject(Array(2).fill({ timeoutSeconds: 2, clientConfig: { caBundle: bundle } }));
  }, 120_000);

  it('leaves CRDs and runs behind, and nothing else, when it is uninstalled, and takes them up again', async () => {
    await kube(['apply', '-f', '-'], run('mine', 'operator'));
    await helmRun('uninstall', 'k6-operator');
    expect(await kube(['get', 'k6s.k6.io', '-n', 'operator', '--output=name'])).toBe('k6.k6.io/mine');
    const kinds = 'all,secret,pdb,sa,role,rolebinding,clusterrole,clusterrolebinding,mutatingwebhookconfiguration,validatingwebhookconfiguration';
    expect(await kube(['get', kinds, '-A', '--selector=app.kubernetes.io/instance=k6-operator', '--output=name'])).toBe('');
    if (version === '4') await kube(['create', '-f', '-'], run('there', 'default', large));
    await install();
    expect(await kube(['get', 'k6s.k6.io', '-n', 'operator', '--output=name'])).toBe('k6.k6.io/mine');
  }, 120_000);

  if (version === '4') describeRelease();

  it('is gone without a trace but the CRDs', async () => {
    await helmRun('uninstall', 'k6-operator');
    expect(await kube(['get', ...configurations, '--ignore-not-found', '--output=name'])).toBe('');
  }, 60_000);
});
