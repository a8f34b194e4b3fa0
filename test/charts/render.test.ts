import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../cluster/paths.ts';
import { readConfig } from '../../webhook/config.ts';
import { chart, helm4, only, render, type Rendered } from './helm.ts';
import { argumentsOf } from './sets.ts';

jest.setTimeout(120_000);

interface PodSpec {
  securityContext: object;
  containers: { env: { name: string; value?: string }[]; securityContext: object; livenessProbe: object; readinessProbe: object; command: string[] }[];
}

let four = '';
beforeAll(async () => {
  four = await helm4();
}, 900_000);

const podSpec = (objects: Rendered[], component = 'controller'): PodSpec =>
  (only(objects, 'Deployment', component)['spec'] as { template: { spec: PodSpec } }).template.spec;

function env(objects: Rendered[], component?: string): Record<string, string | undefined> {
  return Object.fromEntries((podSpec(objects, component).containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}

describe('the chart as Helm renders it', () => {
  it.each([['controller', ''], ['webhook', 'HTTPS']])('runs the %s under the restricted pod security standard with a read-only root', async (component, scheme) => {
    const spec = podSpec(await render(four), component);
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.containers.map((container) => container.securityContext)).toEqual([
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    ]);
    expect(spec.containers[0]?.command).toEqual(['node', ...(component === 'webhook' ? ['--max-semi-space-size=4'] : []), `/app/${component}.js`]);
    const how = scheme === '' ? {} : { scheme };
    expect(spec.containers[0]).toMatchObject({ livenessProbe: { httpGet: { path: '/healthz', ...how } }, readinessProbe: { httpGet: { path: '/readyz', ...how } } });
  });

  it('leaves the user to the platform when runAsUser is null', async () => {
    const objects = await render(four, ...argumentsOf('small'));
    for (const component of ['controller', 'webhook']) expect(podSpec(objects, component).securityContext).not.toHaveProperty('runAsUser');
    expect((only(objects, 'Pod')['spec'] as PodSpec).securityContext).not.toHaveProperty('runAsUser');
  });

  it('hands every setting to the controller', async () => {
    const args = ['--set', 'image.repository=reg/op,image.tag=v7,k6.image=reg/k6:1,limits.maxParallelism=1000000,watchNamespaces={a,b}'];
    expect(env(await render(four, ...args))).toMatchObject({
      K6_OPERATOR_IMAGE: 'reg/op:v7', K6_RUNNER_IMAGE: 'reg/k6:1', K6_IMAGE_PULL_POLICY: 'IfNotPresent', WATCH_NAMESPACES: 'a,b',
      MAX_PARALLELISM: '1000000', RECONCILE_WORKERS: '8', CREATE_CONCURRENCY: '64', LEADER_ELECT: 'true', HTTP_PORT: '8080', LOG_LEVEL: 'info',
    });
  });

  it('hands every setting to the webhook, as its own configuration reads it', async () => {
    const args = ['--set', 'k6.image=reg/k6:1,limits.maxParallelism=7,webhook.drainSeconds=9,webhook.certificates.extraNames={a.example.com,10.0.0.1}'];
    expect(readConfig({ ...env(await render(four, ...args), 'webhook'), POD_NAMESPACE: 'operator' })).toEqual({
      port: 9443, namespace: 'operator', policy: { limits: { maxParallelism: 7 }, images: { runner: 'reg/k6:1' } },
      configurations: { mutating: 'r-k6-operator-webhook', validating: 'r-k6-operator-webhook' },
      certificates: {
        secret: 'r-k6-operator-webhook-tls',
        names: ['.operator.svc', '.operator.svc.cluster.local', '.operator', ''].map((end) => `r-k6-operator-webhook${end}`).concat('a.example.com', '10.0.0.1'),
        times: { caLifetime: 31_536_000, leafLifetime: 604_800, propagation: 10, overlap: 3600 },
      },
      drainSeconds: 9, logLevel: 'info',
    });
    const followed = readConfig({ ...env(await render(four, ...argumentsOf('cert-manager')), 'webhook'), POD_NAMESPACE: 'operator' });
    expect(followed.certificates).toEqual({ directory: '/certificates' });
  });

  it('names the image by digest where one is given', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(env(await render(four, '--set', `image.digest=${digest}`))['K6_OPERATOR_IMAGE']).toBe(`k6-operator@${digest}`);
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
