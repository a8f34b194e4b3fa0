import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { kubectl } from '../../cluster/bin.ts';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { root } from '../../cluster/paths.ts';
import { chart, helm3, helm4 } from './helm.ts';

const samples = join(root, 'config', 'samples');
const account = 'system:serviceaccount:operator:k6-operator-controller';
const run = { apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'mine', namespace: 'default' }, spec: { script: { configMap: { name: 's' } } } };

let controlPlane: ControlPlane;
let kubectlPath = '';
const env = (): Record<string, string> => ({ KUBECONFIG: controlPlane.kubeconfig });
const kube = async (args: string[], input?: string): Promise<string> =>
  (await execa(kubectlPath, args, { env: env(), ...(input === undefined ? {} : { input }) })).stdout;
const can = async (...args: string[]): Promise<string> =>
  (await execa(kubectlPath, ['auth', 'can-i', ...args, `--as=${account}`], { env: env(), reject: false })).stdout;

beforeAll(async () => {
  kubectlPath = await kubectl();
  await Promise.all([helm4(), helm3()]);
  controlPlane = await startControlPlane();
}, 900_000);
afterAll(() => controlPlane.stop());

describe.each([['4', helm4], ['3', helm3]])('the chart, installed with Helm %s', (_, helm) => {
  const helmRun = async (...args: string[]): Promise<unknown> => execa(await helm(), [...args, '--namespace', 'operator'], { env: env() });

  it('is taken whole by the API server, twice', async () => {
    await helmRun('upgrade', '--install', 'k6-operator', chart, '--create-namespace');
    await helmRun('upgrade', '--install', 'k6-operator', chart, '--set', 'controller.replicas=3');
    expect(await kube(['-n', 'operator', 'get', 'deployment', 'k6-operator-controller', '--output=jsonpath={.spec.replicas}'])).toBe('3');
  }, 120_000);

  it('serves both kinds and takes the samples', async () => {
    await kube(['wait', '--for=condition=Established', 'crd/k6s.k6.io', 'crd/testruns.k6.io', '--timeout=20s']);
    const files = (await readdir(samples)).filter((name) => name.endsWith('.yaml')).map((name) => join(samples, name));
    expect(files.length).toBeGreaterThan(2);
    for (const file of [...files, join(samples, 'demo', 'k6.yaml')]) await kube(['create', '--dry-run=server', '--validate=strict', '-f', file]);
  }, 60_000);

  it('lets the controller do its work, and not read a Secret', async () => {
    expect(await can('create', 'jobs.batch', '-n', 'default')).toBe('yes');
    expect(await can('update', 'k6s.k6.io', '--subresource=finalizers', '-n', 'default')).toBe('yes');
    expect(await can('update', 'leases.coordination.k8s.io', '-n', 'operator')).toBe('yes');
    expect(await can('update', 'leases.coordination.k8s.io', '-n', 'default')).toBe('no');
    for (const verb of ['get', 'list', 'watch', 'create']) expect(await can(verb, 'secrets', '-n', 'default')).toBe('no');
    expect(await can('create', 'pods', '-n', 'default')).toBe('no');
  }, 60_000);

  it('leaves the CRDs and every run behind when it is uninstalled, and takes them up again', async () => {
    await kube(['apply', '-f', '-'], JSON.stringify(run));
    await helmRun('uninstall', 'k6-operator');
    expect(await kube(['get', 'k6s.k6.io', '--output=name'])).toBe('k6.k6.io/mine');
    await helmRun('upgrade', '--install', 'k6-operator', chart);
    expect(await kube(['get', 'k6s.k6.io', '--output=name'])).toBe('k6.k6.io/mine');
    await helmRun('uninstall', 'k6-operator');
  }, 120_000);
});
