import type { CoreEvent, Job, Pod } from '../../api/kubernetes.ts';
import { endedPod } from './ended.ts';
import type { ChildState, Ended, Running, Waiting } from './state.ts';
import { waitingForPod, waitingPod } from './waiting.ts';
import { mainContainer, mainStatus, podRef } from './pod.ts';

/** What was read about one child: its Job, the Job's pods, and the events of either where they were asked for. */
export interface ChildSnapshot {
  job: Job | undefined;
  pods: Pod[];
  events: CoreEvent[];
}

/**
 * Tells the state of a child from its Job and pod, and never from the run's own status.
 * The main container decides, not the pod's phase: a sidecar that outlives it must not keep a run from ending.
 */
export function observeChild({ job, pods, events }: ChildSnapshot): ChildState {
  if (!job) return { phase: 'absent' };
  const pod = newest(pods);
  if (job.spec?.suspend) return withdrawnJob(pod);
  if (pod) return observePod(job, pod, events);
  return observeJobAlone(job, events);
}

function observePod(job: Job, pod: Pod, events: CoreEvent[]): ChildState {
  const container = mainContainer(job);
  const ended = endedPod(pod, container);
  if (ended) return willBeTriedAgain(job, ended) ? triedAgain(ended) : ended;
  const status = mainStatus(pod, container);
  return status?.state?.running ? runningPod(pod, status.state.running.startedAt) : waitingPod(pod, status, events);
}

function runningPod(pod: Pod, startedAt: string | undefined): Running {
  return {
    phase: 'running',
    ready: pod.status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
    pod: podRef(pod),
    ...(pod.status?.podIP ? { ip: pod.status.podIP } : {}),
    ...(startedAt ? { startedAt } : {}),
  };
}

/** A starter whose pod was taken away gets another one from its Job; a runner never does. */
function willBeTriedAgain(job: Job, { exitCode }: Ended): boolean {
  return exitCode !== 0 && (job.spec?.backoffLimit ?? 0) > 0 && !hasCondition(job, 'Failed') && !hasCondition(job, 'FailureTarget');
}

function triedAgain({ message }: Ended): Waiting {
  return { phase: 'waiting', reason: 'PodPending', message: `${message}; it will be tried again`, hopeless: false };
}

/** A Job without a pod: not made yet, refused, or made and deleted since. */
function observeJobAlone(job: Job, events: CoreEvent[]): ChildState {
  const base = { phase: 'ended', withdrawn: false, podLingers: false } as const;
  if (hasCondition(job, 'Complete')) return { ...base, exitCode: 0, lost: false, message: 'its pod is gone; the Job completed' };
  if (hasCondition(job, 'Failed')) return { ...base, reason: 'RunnerDeleted', lost: true, message: 'its pod was deleted before it ended' };
  if (job.metadata?.deletionTimestamp) return { ...base, reason: 'RunnerDeleted', lost: true, message: 'its Job was deleted' };
  return waitingForPod(events);
}

function withdrawnJob(pod: Pod | undefined): Ended {
  return {
    phase: 'ended', lost: false, withdrawn: true, podLingers: false, message: 'it was withdrawn before it started',
    ...(pod ? { pod: podRef(pod) } : {}),
  };
}

/** Whether the Job says that it is over, which tells nothing yet of how. */
export function isFinished(job: Job): boolean {
  return hasCondition(job, 'Complete') || hasCondition(job, 'Failed');
}

function hasCondition(job: Job, type: 'Complete' | 'Failed' | 'FailureTarget'): boolean {
  return job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

function newest(pods: Pod[]): Pod | undefined {
  return pods.toSorted((a, b) => created(b).localeCompare(created(a)) || Number(isGoing(a)) - Number(isGoing(b))).at(0);
}

/** Of two pods of the same second, the one that is on its way out is the older one. */
function isGoing({ metadata, status }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined || status?.phase === 'Failed';
}

function created(pod: Pod): string {
  return pod.metadata?.creationTimestamp ?? '';
}
