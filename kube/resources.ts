import type {
  V1CronJob, V1Deployment, V1EndpointSlice, V1LimitRange, V1MutatingWebhookConfiguration, V1Namespace, V1Node, V1ResourceQuota, V1Role, V1RoleBinding,
  V1Secret, V1Service, V1ServiceAccount, V1ValidatingWebhookConfiguration,
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
export type ServiceAccount = Wire<V1ServiceAccount>;
export type ResourceQuota = Wire<V1ResourceQuota>;
export type LimitRange = Wire<V1LimitRange>;
export type CronJob = Wire<V1CronJob>;
export type Deployment = Wire<V1Deployment>;
export type EndpointSlice = Wire<V1EndpointSlice>;
export type Role = Wire<V1Role>;
export type RoleBinding = Wire<V1RoleBinding>;
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
export const cronJobs = namespaced<CronJob>('batch', 'cronjobs', 'CronJob');
export const deployments = namespaced<Deployment>('apps', 'deployments', 'Deployment');
export const endpointSlices = namespaced<EndpointSlice>('discovery.k8s.io', 'endpointslices', 'EndpointSlice');
export const limitRanges = namespaced<LimitRange>('', 'limitranges', 'LimitRange');
export const resourceQuotas = namespaced<ResourceQuota>('', 'resourcequotas', 'ResourceQuota');
export const roles = namespaced<Role>('rbac.authorization.k8s.io', 'roles', 'Role');
export const roleBindings = namespaced<RoleBinding>('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding');
export const serviceAccounts = namespaced<ServiceAccount>('', 'serviceaccounts', 'ServiceAccount');
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
