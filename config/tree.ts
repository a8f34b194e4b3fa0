import { parseAllDocuments, stringify, type Document } from 'yaml';
import type { Files } from '../charts/written.ts';

/** Where everything of the tree lives; the chart's users choose theirs. */
export const namespace = 'k6-operator-system';

const header = '# Made by npm run generate from charts/k6-operator.\n';

/** What Helm alone reads: a label that named it would lie about what kubectl applied. */
const ofHelm = ['helm.sh/chart', 'app.kubernetes.io/managed-by'];

/** The pods fit the strictest pod security standard, so the namespace can ask for it. */
const home = {
  apiVersion: 'v1', kind: 'Namespace',
  metadata: { name: namespace, labels: { 'app.kubernetes.io/part-of': 'k6-operator', 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

/** kustomize hands these words on from a base to its overlays. */
const imagesInEnvironment = `# \`images:\` of an overlay also finds the images that the operator learns from its environment: those of starters and runners.
images:
  - kind: Deployment
    path: spec/template/spec/containers/env/value
`;

/** The file of each kind, or of a kind and its component. */
const places: Readonly<Record<string, string>> = {
  'ServiceAccount': 'rbac/service_account.yaml',
  'Role': 'rbac/role.yaml',
  'ClusterRole': 'rbac/role.yaml',
  'RoleBinding': 'rbac/role_binding.yaml',
  'ClusterRoleBinding': 'rbac/role_binding.yaml',
  'Deployment/controller': 'manager/manager.yaml',
  'PodDisruptionBudget/controller': 'manager/manager.yaml',
  'Service/controller': 'manager/manager.yaml',
  'Service/webhook': 'webhook/service.yaml',
  'Deployment/webhook': 'webhook/webhook.yaml',
  'PodDisruptionBudget/webhook': 'webhook/webhook.yaml',
  'MutatingWebhookConfiguration': 'webhook/manifests.yaml',
  'ValidatingWebhookConfiguration': 'webhook/manifests.yaml',
  'PodMonitor': 'prometheus/monitor.yaml',
};

/** What each folder's kustomization says, beside the files that objects were put into. */
const kustomizations: Readonly<Record<string, object>> = {
  default: { resources: ['namespace.yaml', '../crd', '../rbac', '../manager', '../webhook'], configurations: ['kustomizeconfig.yaml'] },
  manager: { resources: ['manager.yaml'] },
  prometheus: { resources: ['monitor.yaml'] },
  rbac: { resources: ['service_account.yaml', 'role.yaml', 'role_binding.yaml'] },
  webhook: { resources: ['service.yaml', 'webhook.yaml', 'manifests.yaml'] },
};

export interface Tree {
  /** By path below config/. */
  files: Files;
  /** All objects but the CRDs and the monitors, which need the Prometheus Operator; the namespace is the first. */
  manifests: string[];
}

/**
 * Lays the chart's objects out in the folders that kubebuilder makes.
 * @param rendered what `helm template` prints in `namespace`, without CRDs
 * @throws Error for an object that has no place in the tree yet
 */
export function treeOf(rendered: string): Tree {
  const contents = new Map<string, string[]>([['default/namespace.yaml', [stringify(home)]]]);
  for (const document of parseAllDocuments(rendered)) {
    const path = document.contents === null || document.hasIn(['metadata', 'annotations', 'helm.sh/hook']) ? undefined : pathOf(document);
    if (path !== undefined) contents.set(path, [...(contents.get(path) ?? []), textOf(document)]);
  }
  const files: Files = new Map([...contents].map(([path, texts]) => [path, header + texts.join('---\n')]));
  for (const [folder, kustomization] of Object.entries(kustomizations)) {
    files.set(`${folder}/kustomization.yaml`, header + stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...kustomization }));
  }
  files.set('default/kustomizeconfig.yaml', header + imagesInEnvironment);
  return { files, manifests: [...contents].filter(([path]) => !path.startsWith('prometheus/')).flatMap(([, texts]) => texts) };
}

/** Of one file that a plain `kubectl apply -f` takes. */
export function bundleOf({ manifests: [first = '', ...others] }: Tree, crds: readonly string[]): string {
  return [header.replace('charts/k6-operator.', 'charts/k6-operator and config/crd: all that config/default has, in one file.') + first, ...crds, ...others].join('---\n');
}

function pathOf(document: Document): string {
  const kind = String(document.get('kind'));
  const component = String(document.getIn(['metadata', 'labels', 'app.kubernetes.io/component']));
  const path = places[kind] ?? places[`${kind}/${component}`];
  if (path === undefined) throw new Error(`config/tree.ts has no file for a ${kind} of component ${component}`);
  return path;
}

/** With the comments that explain it, and without what speaks of Helm. */
function textOf(document: Document): string {
  for (const labels of [['metadata', 'labels'], ['spec', 'template', 'metadata', 'labels']]) {
    for (const label of ofHelm) if (document.hasIn([...labels, label])) document.deleteIn([...labels, label]);
  }
  if (document.directives) document.directives.docStart = null;
  return document.toString({ lineWidth: 0 });
}
