import type {
  V1MutatingWebhookConfiguration, V1Namespace, V1Node, V1Secret, V1Service, V1ValidatingWebhookConfiguration,
} from '@kubernetes/client-node';
import type { ConfigMap, CoreEvent, Job, KubeObject, Lease, Pod, Wire } from '../api/kubernetes.ts';
import { group, version, type Run } from '../api/run.ts';

/** Where the API server keeps objects of type T. */
export interface Resource<T extends KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly kind: string;
  /** Never set: it only carries T. */
  readonly objectType?: T;
}

/** `v1` for the core group, else `group/version`. */
export function apiVersionOf(resource: Resource<KubeObject>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

function namespaced<T extends KubeObject>(resourceGroup: string, plural: string, kind: string): Resource<T> {
  return { group: resourceGroup, version: 'v1', plural, kind, namespaced: true };
}

function clusterWide<T extends KubeObject>(resourceGroup: string, plural: string, kind: string): Resource<T> {
  return { group: resourceGroup, version: 'v1', plural, kind, namespaced: false };
}

export type Namespace = Wire<V1Namespace>;
export type Node = Wire<V1Node>;
export type Secret = Wire<V1Secret>;
export type Service = Wire<V1Service>;
export type MutatingWebhookConfiguration = Wire<V1MutatingWebhookConfiguration>;
export type ValidatingWebhookConfiguration = Wire<V1ValidatingWebhookConfiguration>;

export const pods = namespaced<Pod>('', 'pods', 'Pod');
export const configMaps = namespaced<ConfigMap>('', 'configmaps', 'ConfigMap');
export const secrets = namespaced<Secret>('', 'secrets', 'Secret');
export const services = namespaced<Service>('', 'services', 'Service');
export const events = namespaced<CoreEvent>('', 'events', 'Event');
export const jobs = namespaced<Job>('batch', 'jobs', 'Job');
export const leases = namespaced<Lease>('coordination.k8s.io', 'leases', 'Lease');
export const namespaces = clusterWide<Namespace>('', 'namespaces', 'Namespace');
export const nodes = clusterWide<Node>('', 'nodes', 'Node');
export const mutatingWebhookConfigurations = clusterWide<MutatingWebhookConfiguration>(
  'admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration',
);
export const validatingWebhookConfigurations = clusterWide<ValidatingWebhookConfiguration>(
  'admissionregistration.k8s.io', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration',
);

export const k6s: Resource<Run> = { group, version, plural: 'k6s', kind: 'K6', namespaced: true };
export const testRuns: Resource<Run> = { group, version, plural: 'testruns', kind: 'TestRun', namespaced: true };
