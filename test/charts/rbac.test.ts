import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { helm4, render, type Rendered } from './helm.ts';
import { argumentsOf, sets } from './sets.ts';

jest.setTimeout(120_000);

interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

let helm = '';
beforeAll(async () => {
  helm = await helm4();
}, 900_000);

const rules = (object: Rendered | undefined): Rule[] => (object?.['rules'] ?? []) as Rule[];
const named = (objects: Rendered[], kind: string, name: string): Rendered[] =>
  objects.filter((object) => object.kind === kind && object.metadata.name === name);
const roles = (objects: Rendered[]): Rendered[] => objects.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');

/** Every right as one line, so that a change of any shows in the test's diff. */
const lines = (list: Rule[]): string[] =>
  list.flatMap(({ apiGroups, resources, resourceNames = [], verbs }) =>
    apiGroups.flatMap((group) => resources.map((resource) => [`${resource}${group && `.${group}`}`, ...resourceNames].join(' ') + `: ${verbs.join(' ')}`)));

const golden = [
  'k6s.k6.io: list watch delete',
  'testruns.k6.io: list watch delete',
  'k6s/status.k6.io: update',
  'testruns/status.k6.io: update',
  'k6s/finalizers.k6.io: update',
  'testruns/finalizers.k6.io: update',
  'jobs.batch: get list watch create patch',
  'pods: get list watch patch',
  'pods/log: get',
  'configmaps: get create update',
  'events: create patch list',
];

describe('the rights that the chart gives', () => {
  it('are exactly these for the controller', async () => {
    const objects = await render(helm);
    expect(lines(named(objects, 'ClusterRole', 'r-k6-operator-controller').flatMap(rules))).toEqual(golden);
  });

  it('cover leases in the operator\'s own namespace alone', async () => {
    const [role] = named(await render(helm), 'Role', 'r-k6-operator-leader-election');
    expect(role?.metadata.namespace).toBe('operator');
    expect(lines(rules(role))).toEqual(['leases.coordination.k8s.io: get create update']);
  });

  it('are exactly these for the webhook', async () => {
    const objects = await render(helm);
    const [cluster] = named(objects, 'ClusterRole', 'r-k6-operator-webhook');
    const [own] = named(objects, 'Role', 'r-k6-operator-webhook');
    expect(lines(rules(cluster))).toEqual([
      'mutatingwebhookconfigurations.admissionregistration.k8s.io r-k6-operator-webhook: get list watch patch',
      'validatingwebhookconfigurations.admissionregistration.k8s.io r-k6-operator-webhook: get list watch patch',
      'nodes: list',
    ]);
    expect(own?.metadata.namespace).toBe('operator');
    expect(lines(rules(own))).toEqual(['secrets r-k6-operator-webhook-tls: get list watch update', 'secrets: create']);
  });

  it('are to create runs, in the one namespace where admission is tried, for the controller and the test', async () => {
    const objects = await render(helm);
    for (const name of ['r-k6-operator-admission-probe', 'r-k6-operator-test']) {
      const [role] = named(objects, 'Role', name);
      expect(role?.metadata.namespace).toBe('default');
      expect(lines(rules(role))).toEqual(['k6s.k6.io: create']);
    }
  });

  it.each(sets)('have no wildcard, and touch no Secret but the webhook\'s own (%s)', async (set) => {
    const objects = await render(helm, ...argumentsOf(set));
    const all = roles(objects).flatMap(rules);
    expect(all.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs])).not.toContain('*');
    const onSecrets = roles(objects).filter((role) => rules(role).some(({ resources }) => resources.includes('secrets')));
    for (const { kind, metadata } of onSecrets) expect({ kind, ...metadata }).toMatchObject({ kind: 'Role', namespace: 'operator' });
    const withOwnSecret = !/cert-manager|without-webhook|rights-by-site/u.test(set);
    expect(onSecrets).toHaveLength(withOwnSecret ? 1 : 0);
  });

  it('are the same in each watched namespace, and cluster-wide no more', async () => {
    const objects = await render(helm, '--set', 'watchNamespaces={a,b}');
    expect(named(objects, 'ClusterRole', 'r-k6-operator-controller')).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'ClusterRoleBinding').map(({ metadata }) => metadata.name)).toEqual(['r-k6-operator-webhook']);
    const inNamespaces = named(objects, 'Role', 'r-k6-operator-controller');
    expect(inNamespaces.map(({ metadata }) => metadata.namespace)).toEqual(['a', 'b']);
    for (const role of inNamespaces) expect(lines(rules(role))).toEqual(golden);
  });

  it('are bound to the service account of the component that they are for, wherever they are', async () => {
    for (const args of [[], ['--set', 'watchNamespaces={a,b}']]) {
      const objects = await render(helm, ...args);
      const bindings = objects.filter(({ kind }) => kind.endsWith('RoleBinding'));
      expect(bindings.length).toBeGreaterThan(1);
      for (const binding of bindings) {
        const component = binding.metadata.labels?.['app.kubernetes.io/component'] ?? '';
        expect(binding['subjects']).toEqual([{ kind: 'ServiceAccount', name: `r-k6-operator-${component}`, namespace: 'operator' }]);
        const { kind, name } = binding['roleRef'] as { kind: string; name: string };
        expect(named(objects, kind, name).map(({ metadata }) => metadata.namespace)).toContain(binding.metadata.namespace);
      }
    }
  });

  it('let people who may view or edit a namespace do the same with runs', async () => {
    const objects = await render(helm);
    const [viewer] = named(objects, 'ClusterRole', 'r-k6-operator-viewer');
    const [editor] = named(objects, 'ClusterRole', 'r-k6-operator-editor');
    expect(viewer?.metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' });
    expect(editor?.metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' });
    expect(editor?.metadata.labels).not.toHaveProperty(['rbac.authorization.k8s.io/aggregate-to-view']);
    expect(new Set(rules(viewer).flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list', 'watch']));
  });

  it('are left to the site when rbac.create is false', async () => {
    expect(roles(await render(helm, '--set', 'rbac.create=false'))).toEqual([]);
  });
});
