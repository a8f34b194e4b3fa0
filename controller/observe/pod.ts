import type { V1ContainerStatus } from '@kubernetes/client-node';
import type { Job, Pod, Wire } from '../../api/kubernetes.ts';
import type { PodRef } from './state.ts';

export type ContainerStatus = Wire<V1ContainerStatus>;

/** The name of the container that a Job is about: the first of its own template, whatever a mesh puts before it in the pod. */
export function mainContainer(job: Job): string {
  return job.spec?.template.spec?.containers[0]?.name ?? '';
}

export function mainStatus(pod: Pod, container: string): ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find(({ name }) => name === container);
}

export function podRef(pod: Pod): PodRef {
  return { name: pod.metadata?.name ?? '', uid: pod.metadata?.uid ?? '' };
}
