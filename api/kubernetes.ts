import type {
  V1Affinity, V1ConfigMap, V1Container, V1ContainerPort, V1EnvFromSource, V1EnvVar, V1Job, V1LocalObjectReference,
  V1ObjectMeta, V1Pod, V1PodSecurityContext, V1Probe, V1ResourceRequirements, V1SecurityContext, V1Toleration,
  V1TopologySpreadConstraint, V1Volume, V1VolumeMount, CoreV1Event, V1Lease,
} from '@kubernetes/client-node';

/**
 * A Kubernetes type as it stands on the wire: every Date is an RFC 3339 string.
 * The client library's classes turn timestamps into Date objects; this project keeps the raw JSON.
 */
export type Wire<T> = T extends Date ? string : T extends (infer U)[] ? Wire<U>[] : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

export type ObjectMeta = Wire<V1ObjectMeta>;
export type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number];

/** Any object that an API server stores. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

export type Job = Wire<V1Job>;
export type Pod = Wire<V1Pod>;
export type ConfigMap = Wire<V1ConfigMap>;
export type CoreEvent = Wire<CoreV1Event>;
export type Lease = Wire<V1Lease>;
export type Affinity = Wire<V1Affinity>;
export type Container = Wire<V1Container>;
export type ContainerPort = Wire<V1ContainerPort>;
export type EnvVar = Wire<V1EnvVar>;
export type EnvFromSource = Wire<V1EnvFromSource>;
export type LocalObjectReference = Wire<V1LocalObjectReference>;
export type PodSecurityContext = Wire<V1PodSecurityContext>;
export type Probe = Wire<V1Probe>;
export type ResourceRequirements = Wire<V1ResourceRequirements>;
export type SecurityContext = Wire<V1SecurityContext>;
export type Toleration = Wire<V1Toleration>;
export type TopologySpreadConstraint = Wire<V1TopologySpreadConstraint>;
export type Volume = Wire<V1Volume>;
export type VolumeMount = Wire<V1VolumeMount>;
