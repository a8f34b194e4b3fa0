import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { kubectl } from '../../cluster/bin.ts';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { chart, helm3, helm4 } from './helm.ts';

jest.setTimeout(120_000);

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
/** Another operator's CRD, as a chart has it among its templates. */
const theirs = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'testruns.k6.io' },
  spec: {
    group: 'k6.io', scope: 'Namespaced', names: { kind: 'TestRun', listKind: 'TestRunList', plural: 'testruns', singular: 'testrun' },
    versions: [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } } }],
  },
};
const old = JSON.stringify({
  apiVersion: 'k6.io/v1alpha1', kind: 'TestRun', metadata: { name: 'old' },
  spec: { parallelism: 2, script: { configMap: { name: 'k6-test', file: 'test.js' } }, runner: { image: 'grafana/k6:latest' } },
});
/** A run that is over, as the other operator tells it. */
const itsStatus = { stage: 'finished', testRunId: '', conditions: [{ type: 'TestRunRunning', status: 'False', reason: 'TestRunRunningFalse', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }] };

let controlPlane: ControlPlane;
let folder: string;
const env = (): Record<string, string> => ({ KUBECONFIG: controlPlane.kubeconfig });
const kube = async (...args: string[]): Promise<string> => (await execa(await kubectl(), args, { env: env() })).stdout;
const helm = async (binary: () => Promise<string>, ...args: string[]): Promise<string> => (await execa(await binary(), args, { env: env() })).stdout;
const ours = (...args: string[]): Promise<string> =>
  helm(helm4, 'install', 'k6-operator', chart, '--namespace=k6-operator', '--create-namespace', '--set=webhook.enabled=false', ...args);
const installTheirs = (...args: string[]): Promise<string> => helm(helm4, 'install', 'k6-operator', folder, '--namespace=k6-operator-system', '--create-namespace', ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-migrate-'));
  await mkdir(join(folder, 'templates'));
  await writeFile(join(folder, 'Chart.yaml'), stringify({ apiVersion: 'v2', name: 'other', version: '1.0.0' }));
  await writeFile(join(folder, 'templates', 'crd.yaml'), stringify(theirs));
  await Promise.all([helm3(), helm4(), kubectl()]);
  controlPlane = await startControlPlane();
}, 900_000);
afterAll(async () => {
  await controlPlane.stop();
  await rm(folder, { recursive: true });
});

/** What docs/migrate.md says of an installation of another operator. */
describe('where another operator was installed with Helm', () => {
  it('its CRD keeps the chart out, in the words that the guide quotes', async () => {
    await installTheirs();
    await kube('wait', '--for=condition=Established', 'crd/testruns.k6.io', '--timeout=20s');
    await execa(await kubectl(), ['create', '-f', '-'], { env: env(), input: old });
    await kube('patch', 'testrun', 'old', '--subresource=status', '--type=merge', '--patch', JSON.stringify({ status: itsStatus }));
    await expect(ours()).rejects.toThrow('exists and cannot be imported into the current release');
    await helm(helm4, 'uninstall', 'k6-operator', '--namespace=k6-operator', '--ignore-not-found');
  });

  it('--take-ownership takes the CRD over, and keeps runs that are stored, with what their status says that we do not know', async () => {
    await ours('--take-ownership');
    expect(await kube('get', 'testrun', 'old', '--no-headers')).toMatch(/^old +finished /);
    await kube('label', 'testrun', 'old', 'kept=yes');
    await kube('patch', 'testrun', 'old', '--subresource=status', '--type=merge', '--patch', '{"status":{"result":"Passed"}}');
  });

  it('Helm 4 leaves CRD and runs when the other release is uninstalled', async () => {
    await helm(helm4, 'uninstall', 'k6-operator', '--namespace=k6-operator-system', '--wait');
    expect(await kube('get', 'testruns', '--output=name')).toBe('testrun.k6.io/old');
  });

  it('the way back is to uninstall, and to delete the CRDs, without which the other chart is kept out in turn', async () => {
    await helm(helm4, 'uninstall', 'k6-operator', '--namespace=k6-operator', '--wait');
    await expect(installTheirs()).rejects.toThrow('cannot be imported into the current release');
    await helm(helm4, 'uninstall', 'k6-operator', '--namespace=k6-operator-system', '--ignore-not-found');
    await kube('delete', 'crd', 'k6s.k6.io', 'testruns.k6.io');
    await installTheirs();
  });

  it('Helm 3 takes CRD and runs away with the other release, whoever owns them by then', async () => {
    await ours('--take-ownership');
    await helm(helm3, 'uninstall', 'k6-operator', '--namespace=k6-operator-system', '--wait');
    expect(await kube('get', 'crd', 'testruns.k6.io', '--ignore-not-found')).toBe('');
  });
});
