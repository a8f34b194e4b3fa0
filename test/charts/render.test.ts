import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../cluster/paths.ts';
import { chart, helm3, helm4, only, render, type Rendered } from './helm.ts';

jest.setTimeout(120_000);

interface PodSpec {
  securityContext: object;
  containers: { env: { name: string; value?: string }[]; securityContext: object; livenessProbe: object; readinessProbe: object; command: string[] }[];
}

let four = '';
let three = '';
beforeAll(async () => {
  four = await helm4();
  three = await helm3();
}, 900_000);

const podSpec = (objects: Rendered[]): PodSpec =>
  (only(objects, 'Deployment')['spec'] as { template: { spec: PodSpec } }).template.spec;

function env(objects: Rendered[]): Record<string, string | undefined> {
  return Object.fromEntries((podSpec(objects).containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}

const everything = [
  '--set', 'metrics.serviceMonitor.enabled=true,metrics.podMonitor.enabled=true,networkPolicy.enabled=true',
  '--set', 'watchNamespaces={a,b},controller.runAsUser=null,controller.priorityClassName=high,crds.keep=false',
  '--set', 'image.pullSecrets[0].name=registry,serviceAccount.annotations.x=y,controller.podLabels.a=b',
];

describe('the chart as Helm renders it', () => {
  it.each([['with its default values', []], ['with every option turned on', everything]])('is the same in Helm 3 and Helm 4 %s', async (_, args) => {
    const [three_, four_] = await Promise.all([render(three, ...args), render(four, ...args)]);
    expect(four_.length).toBeGreaterThan(8);
    expect(three_).toEqual(four_);
  });

  it('passes the linter of both, warnings counted as errors', async () => {
    for (const helm of [three, four]) await execa(helm, ['lint', '--strict', '--kube-version', '1.37.0', chart]);
  });

  it('runs the controller under the restricted pod security standard with a read-only root', async () => {
    const spec = podSpec(await render(four));
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.containers.map((container) => container.securityContext)).toEqual([
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ]);
    expect(spec.containers[0]?.command).toEqual(['node', '/app/controller.js']);
    expect(spec.containers[0]).toMatchObject({ livenessProbe: { httpGet: { path: '/healthz' } }, readinessProbe: { httpGet: { path: '/readyz' } } });
  });

  it('leaves the user to the platform when runAsUser is null', async () => {
    expect(podSpec(await render(four, ...everything)).securityContext).not.toHaveProperty('runAsUser');
  });

  it('hands every setting to the controller', async () => {
    const args = ['--set', 'image.repository=reg/op,image.tag=v7,k6.image=reg/k6:1,limits.maxParallelism=1000000,watchNamespaces={a,b}'];
    expect(env(await render(four, ...args))).toMatchObject({
      K6_OPERATOR_IMAGE: 'reg/op:v7', K6_RUNNER_IMAGE: 'reg/k6:1', K6_IMAGE_PULL_POLICY: 'IfNotPresent', WATCH_NAMESPACES: 'a,b',
      MAX_PARALLELISM: '1000000', RECONCILE_WORKERS: '8', CREATE_CONCURRENCY: '64', LEADER_ELECT: 'true', HTTP_PORT: '8080', LOG_LEVEL: 'info',
    });
  });

  it('names the image by digest where one is given', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(env(await render(four, '--set', `image.digest=${digest}`))['K6_OPERATOR_IMAGE']).toBe(`k6-operator@${digest}`);
  });

  it('has a disruption budget with two replicas and none with one', async () => {
    expect(only(await render(four), 'PodDisruptionBudget')['spec']).toMatchObject({ maxUnavailable: 1 });
    const single = await render(four, '--set', 'controller.replicas=1');
    expect(single.map(({ kind }) => kind)).not.toContain('PodDisruptionBudget');
  });

  it('brings the CRDs word for word, kept on uninstall unless told otherwise', async () => {
    const bases = join(root, 'config', 'crd', 'bases');
    const files = (await readdir(bases)).filter((name) => name.endsWith('.yaml'));
    const specs = new Map((await Promise.all(files.map((name) => readFile(join(bases, name), 'utf8')))).map((text) => {
      const crd = parse(text) as Rendered;
      return [crd.metadata.name, crd['spec']];
    }));
    for (const keep of [true, false]) {
      const crds = (await render(four, '--set', `crds.keep=${keep}`)).filter(({ kind }) => kind === 'CustomResourceDefinition');
      expect(crds.map(({ metadata }) => metadata.name).sort()).toEqual(['k6s.k6.io', 'testruns.k6.io']);
      for (const crd of crds) {
        expect(crd['spec']).toEqual(specs.get(crd.metadata.name));
        expect(crd.metadata.annotations?.['helm.sh/resource-policy']).toBe(keep ? 'keep' : undefined);
      }
    }
    const without = await render(four, '--set', 'crds.enabled=false');
    expect(without.map(({ kind }) => kind)).not.toContain('CustomResourceDefinition');
  });

  it('asks the cluster for nothing while it renders', async () => {
    const { stdout, exitCode } = await execa('grep', ['-rn', 'lookup', join(chart, 'templates')], { reject: false });
    expect([exitCode, stdout]).toEqual([1, '']);
  });
});
