import type { CoreEvent, Job, Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import { initializerJob } from '../../controller/jobs/initializer/job.ts';
import { runnerJob } from '../../controller/jobs/runner/job.ts';
import { starterJob } from '../../controller/jobs/starter/job.ts';
import { at, settings } from './run.ts';

/** A Job as the API server stores it. */
export function stored(job: Job, more: Partial<NonNullable<Job['metadata']>> = {}): Job {
  const { name = '' } = job.metadata ?? {};
  return { ...job, metadata: { ...job.metadata, uid: `uid-of-${name}`, creationTimestamp: at(0), resourceVersion: '1', ...more } };
}

export function aRunnerJob(run: Run, index = 1): Job {
  return stored(runnerJob(run, index, { total: run.spec.parallelism ?? 1, settings }));
}

export function aStarterJob(run: Run): Job {
  return stored(starterJob(run, { action: 'start', targets: [{ index: 1, ip: '10.0.0.1' }], timeoutSeconds: 60 }, settings));
}

export function anInitializerJob(run: Run): Job {
  return stored(initializerJob(run, settings));
}

export function withCondition(job: Job, type: string, message = ''): Job {
  const condition = { type, status: 'True', message, lastTransitionTime: at(5) };
  return { ...job, status: { ...job.status, conditions: [...(job.status?.conditions ?? []), condition] } };
}

function identity({ metadata: { name = '', namespace = '', uid = '' } = {} }: Job): { name: string; namespace: string; uid: string } {
  return { name, namespace, uid };
}

/** A pod that the job controller has just made. */
export function aPod(job: Job, more: Partial<NonNullable<Pod['metadata']>> = {}): Pod {
  const { name, namespace, uid } = identity(job);
  const { metadata, spec } = job.spec?.template ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-x7k2p`, namespace, uid: `uid-of-pod-${name}`, creationTimestamp: at(0),
      labels: { ...metadata?.labels },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true }],
      ...more,
    },
    spec: { containers: [], ...spec },
    status: { phase: 'Pending' },
  };
}

type Statuses = NonNullable<NonNullable<Pod['status']>['containerStatuses']>;
type ContainerState = NonNullable<Statuses[number]['state']>;
type PodStatus = NonNullable<Pod['status']>;

function main(pod: Pod, state: ContainerState): Statuses[number] {
  const container = pod.spec?.containers[0];
  return { name: container?.name ?? '', image: container?.image ?? '', imageID: '', ready: false, restartCount: 0, state };
}

export function withStatus(pod: Pod, status: Partial<PodStatus>): Pod {
  return { ...pod, status: { ...pod.status, ...status } };
}

export function onNode(pod: Pod): Pod {
  return { ...pod, spec: { containers: [], ...pod.spec, nodeName: 'node-1' } };
}

export function unschedulable(pod: Pod, message = '0/3 nodes are available: 3 Insufficient cpu.'): Pod {
  return withStatus(pod, { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] });
}

/** A pod whose main container waits, with the kubelet's reason for it. */
export function stuck(pod: Pod, reason: string, message?: string): Pod {
  return withStatus(onNode(pod), { containerStatuses: [main(pod, { waiting: { reason, ...(message === undefined ? {} : { message }) } })] });
}

export function running(pod: Pod, { ip = '10.0.0.1', ready = true, startedAt = at(5) }: { ip?: string; ready?: boolean; startedAt?: string } = {}): Pod {
  return withStatus(onNode(pod), {
    phase: 'Running',
    podIP: ip,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    containerStatuses: [main(pod, { running: { startedAt } })],
  });
}

export interface End {
  reason?: string;
  /** The termination message. */
  message?: string;
  finishedAt?: string;
}

/** A pod whose main container ended, and the pod with it. */
export function ended(pod: Pod, exitCode: number, { reason = exitCode === 0 ? 'Completed' : 'Error', message, finishedAt = at(30) }: End = {}): Pod {
  const terminated = { exitCode, reason, startedAt: at(5), finishedAt, ...(message === undefined ? {} : { message }) };
  return withStatus(onNode(pod), { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [main(pod, { terminated })] });
}

export function oomKilled(pod: Pod): Pod {
  return ended(pod, 137, { reason: 'OOMKilled' });
}

/** Evicted by the kubelet, which keeps nothing of the containers. */
export function evicted(pod: Pod, message = 'The node was low on resource: memory.'): Pod {
  return withStatus(onNode(pod), { phase: 'Failed', reason: 'Evicted', message, containerStatuses: [] });
}

/** Chosen by a drain, a taint or a preemption; `reason` says which. */
export function disrupted(pod: Pod, reason: string, message?: string): Pod {
  const condition = { type: 'DisruptionTarget', status: 'True', reason, ...(message === undefined ? {} : { message }) };
  return withStatus(pod, { conditions: [...(pod.status?.conditions ?? []), condition] });
}

/** Being deleted: its process has its grace period left. */
export function deleted(pod: Pod): Pod {
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: at(20) } };
}

/** Ended by the operator, through a deadline on the pod. */
export function withdrawn(pod: Pod, exitCode = 105): Pod {
  return atItsDeadline(ended(pod, exitCode));
}

/** Failed for the deadline that the operator gave it, whatever its containers do. */
export function atItsDeadline(pod: Pod): Pod {
  return { ...pod, spec: { containers: [], ...pod.spec, activeDeadlineSeconds: 1 }, status: { ...pod.status, phase: 'Failed', reason: 'DeadlineExceeded' } };
}

/** A sidecar, such as a mesh's, goes on and keeps the pod's phase at Running. */
export function withSidecar(pod: Pod): Pod {
  const sidecar: Statuses[number] = { name: 'istio-proxy', image: 'proxy', imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: at(4) } } };
  return withStatus(pod, { phase: 'Running', containerStatuses: [sidecar, ...(pod.status?.containerStatuses ?? [])] });
}

/** An init container of the pod, ended with `exitCode`. */
export function withInit(pod: Pod, name: string, state: ContainerState): Pod {
  return withStatus(pod, { initContainerStatuses: [...(pod.status?.initContainerStatuses ?? []), { ...main(pod, state), name }] });
}

export function anEvent(reason: string, message: string, lastTimestamp = at(6)): CoreEvent {
  return { metadata: { name: 'event' }, involvedObject: {}, reason, message, lastTimestamp };
}
