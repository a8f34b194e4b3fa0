import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { Wire } from '../../../api/kubernetes.ts';
import type { PodSettings } from '../../../api/spec.ts';

export type PodSpec = Wire<V1PodSpec>;
export type FullContainer = Wire<V1Container>;

/** The fields of a pod's spec that the user's settings fill in, each only where it is given. */
export function podFields(settings: PodSettings): Partial<PodSpec> {
  return defined({
    affinity: settings.affinity,
    nodeSelector: settings.nodeSelector,
    tolerations: settings.tolerations,
    topologySpreadConstraints: settings.topologySpreadConstraints,
    priorityClassName: settings.priorityClassName,
    schedulerName: settings.schedulerName,
    imagePullSecrets: settings.imagePullSecrets,
    serviceAccountName: settings.serviceAccountName,
    automountServiceAccountToken: parseFlag(settings.automountServiceAccountToken),
    volumes: settings.volumes,
  });
}

/** The fields of a container that the user's settings fill in, each only where it is given. */
export function containerFields(settings: PodSettings): Partial<FullContainer> {
  return defined({
    env: settings.env,
    envFrom: settings.envFrom,
    imagePullPolicy: settings.imagePullPolicy,
    resources: settings.resources,
    volumeMounts: settings.volumeMounts,
  });
}

/** The words for no that the schema takes beside "false", as Go's ParseBool, by which the upstream operator reads them. */
const no = new Set(['false', 'f', '0']);

/** Reads a boolean that the API carries as a string; undefined where there is none. */
export function parseFlag(text: string | undefined): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  return !no.has(text.toLowerCase());
}

/** `object` without its undefined fields, so that nothing is sent for what nobody set. */
export function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
