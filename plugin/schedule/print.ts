import { stringify } from 'yaml';
import type { ConfigMap, KubeObject } from '../../api/kubernetes.ts';
import { manifestKey, type ScheduleObjects } from './objects.ts';

function yaml(object: object): string {
  // Without aliases, which kustomize does not take, and without wrapped lines, which change with every word.
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
}

function documents(objects: readonly KubeObject[]): string {
  return objects.map(yaml).join('---\n');
}

/** In the order in which they are applied. */
export function inOrder({ serviceAccount, role, roleBinding, configMap, cronJob }: ScheduleObjects, configMaps: readonly ConfigMap[] = []): KubeObject[] {
  return [...configMaps, serviceAccount, role, roleBinding, configMap, cronJob];
}

/** One stream that `kubectl apply -f -` takes, and how to keep it in Git. */
export function asYaml(objects: ScheduleObjects, configMaps: readonly ConfigMap[]): string {
  const { name = '', namespace = '' } = objects.cronJob.metadata ?? {};
  const kustomization = yaml(kustomizationOf(namespace, [`${name}.yaml`]));
  const note = [`To keep this in Git, save it as ${name}.yaml beside this kustomization.yaml:`, ...kustomization.trimEnd().split('\n').map((line) => `  ${line}`)];
  return documents(inOrder(objects, configMaps)) + note.map((line) => `# ${line}\n`).join('');
}

/**
 * A kustomization in files, by name. The run stands in a file of its own, as people know it, and kustomize makes the ConfigMap of it: when the
 * run changes, so do the ConfigMap's name and the CronJob.
 */
export function asFiles(objects: ScheduleObjects, configMaps: readonly ConfigMap[]): Record<string, string> {
  const { serviceAccount, role, roleBinding, configMap, cronJob } = objects;
  const { name = '', namespace = '', labels = {} } = configMap.metadata ?? {};
  const resources = [...configMaps.length > 0 ? ['configmaps.yaml'] : [], 'rbac.yaml', 'cronjob.yaml'];
  const generator = { name, files: [manifestKey], options: { labels } };
  return {
    'kustomization.yaml': yaml({ ...kustomizationOf(namespace, resources), configMapGenerator: [generator] }),
    [manifestKey]: configMap.data?.[manifestKey] ?? '',
    'rbac.yaml': documents([serviceAccount, role, roleBinding]),
    'cronjob.yaml': documents([cronJob]),
    ...(configMaps.length > 0 ? { 'configmaps.yaml': documents(configMaps) } : {}),
  };
}

function kustomizationOf(namespace: string, resources: string[]): object {
  return { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', namespace, resources };
}
