import type { V1ContainerStateTerminated } from '@kubernetes/client-node';
import { endedByItself, exitMeaning } from '../../api/exitcodes.ts';
import type { Pod, Wire } from '../../api/kubernetes.ts';
import { reasons, type Reason } from '../../api/reasons.ts';
import { mainStatus, podRef } from './pod.ts';
import type { Ended } from './state.ts';

/** The reason of a pod that its active deadline ended. */
const deadlineExceeded = 'DeadlineExceeded';

type Terminated = Wire<V1ContainerStateTerminated>;
type Cause = Pick<Ended, 'message' | 'lost' | 'withdrawn'> & { reason?: Reason };

/** Says how a pod's main container ended, or undefined while it has not. */
export function endedPod(pod: Pod, container: string): Ended | undefined {
  const terminated = mainStatus(pod, container)?.state?.terminated;
  if (!terminated && !isOver(pod, container)) return undefined;
  return {
    phase: 'ended',
    podLingers: lingers(pod, container),
    pod: podRef(pod),
    ...causeOf(pod, terminated),
    ...facts(pod, terminated),
  };
}

/** Not so the moment between the container's end and the pod's: only another container that still runs can keep a pod. */
function lingers({ metadata, status }: Pod, container: string): boolean {
  if (metadata?.deletionTimestamp) return false;
  return status?.containerStatuses?.some(({ name, state }) => name !== container && state?.running !== undefined) ?? false;
}

function facts(pod: Pod, terminated: Terminated | undefined): Pick<Ended, 'exitCode' | 'report' | 'endedAt'> {
  if (!terminated) return pod.status?.phase === 'Succeeded' ? { exitCode: 0 } : {};
  return {
    ...(ran(terminated) ? { exitCode: terminated.exitCode } : {}),
    ...(terminated.message ? { report: terminated.message } : {}),
    ...(terminated.finishedAt ? { endedAt: terminated.finishedAt } : {}),
  };
}

/** A pod that is being deleted counts as over at once: what its process still does cannot be relied on. */
function isOver(pod: Pod, container: string): boolean {
  if (pod.metadata?.deletionTimestamp !== undefined || pod.status?.phase === 'Succeeded') return true;
  return pod.status?.phase === 'Failed' && !endsSoon(pod, container);
}

/** Measured with Kubernetes 1.37: of a pod at its deadline the kubelet says that it failed some moments before it says how its containers ended. */
function endsSoon(pod: Pod, container: string): boolean {
  return pod.status?.reason === deadlineExceeded && mainStatus(pod, container)?.state?.running !== undefined;
}

function causeOf(pod: Pod, terminated: Terminated | undefined): Cause {
  if (terminated?.exitCode === 0 || (!terminated && pod.status?.phase === 'Succeeded')) {
    return { message: 'ended with exit code 0', lost: false, withdrawn: false };
  }
  const causes = [byMemory, byItself, byEviction, byOperator, byDeletion, byInitContainer, byStart, bySignal];
  for (const cause of causes) {
    const found = cause(pod, terminated);
    if (found) return found;
  }
  return byExitCode(terminated);
}

function byMemory(_pod: Pod, terminated: Terminated | undefined): Cause | undefined {
  if (terminated?.reason !== 'OOMKilled') return undefined;
  return lost('OOMKilled', 'it used more memory than its limit and was killed; raise resources.limits.memory or use fewer VUs per runner');
}

/** What the process said at its own end counts, whatever became later of its pod: others may evict, delete or end one that a sidecar keeps. */
function byItself(_pod: Pod, terminated: Terminated | undefined): Cause | undefined {
  return terminated && ran(terminated) && endedByItself(terminated.exitCode) ? byExitCode(terminated) : undefined;
}

function byEviction(pod: Pod): Cause | undefined {
  const disruption = disruptionOf(pod);
  if (!disruption) return undefined;
  const said = pod.status?.message ?? disruption.message;
  return disruption.gone ? lost('NodeLost', said ?? 'its node went away') : lost('Evicted', said ?? 'its pod was evicted');
}

/** A drain, a taint or a preemption leaves a condition, a node short of resources a reason. */
function disruptionOf({ status = {} }: Pod): { gone: boolean; message?: string | undefined } | undefined {
  const condition = status.conditions?.find((one) => one.type === 'DisruptionTarget' && one.status === 'True');
  if (condition) return { gone: condition.reason === 'DeletionByPodGC', message: condition.message };
  return status.reason === 'Evicted' || status.reason === 'NodeLost' ? { gone: status.reason === 'NodeLost' } : undefined;
}

/** The operator ends a pod by giving it an active deadline, which keeps the pod and its log. */
function byOperator(pod: Pod): Cause | undefined {
  if (pod.status?.reason !== deadlineExceeded && pod.spec?.activeDeadlineSeconds !== 1) return undefined;
  return { reason: 'StoppedByUser', message: 'it was told to end', lost: false, withdrawn: true };
}

function byDeletion(pod: Pod): Cause | undefined {
  return pod.metadata?.deletionTimestamp ? lost('RunnerDeleted', 'its pod was deleted') : undefined;
}

/** A native sidecar is an init container too, and ends with some code of its own after the main container. */
function byInitContainer(pod: Pod, terminated: Terminated | undefined): Cause | undefined {
  if (terminated) return undefined;
  const failed = pod.status?.initContainerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  if (!failed) return undefined;
  const code = failed.state?.terminated?.exitCode ?? -1;
  return { reason: 'InitContainerFailed', message: `init container ${failed.name} ended with exit code ${code}`, lost: false, withdrawn: false };
}

function byStart(_pod: Pod, terminated: Terminated | undefined): Cause | undefined {
  if (!terminated || ran(terminated)) return undefined;
  return { reason: 'ContainerStartError', message: terminated.message ?? 'its command cannot be started', lost: false, withdrawn: false };
}

/** SIGKILL without the kernel's word on memory: a child process was the victim, or the node's runtime stopped it. */
function bySignal(pod: Pod, terminated: Terminated | undefined): Cause | undefined {
  if (terminated?.exitCode === 137) return lost('RunnerLost', 'it was killed (SIGKILL), most often for want of memory');
  if (!terminated) return lost('RunnerLost', pod.status?.message ?? 'its pod failed before its process ended');
  return undefined;
}

function byExitCode(terminated: Terminated | undefined): Cause {
  const { code, reason } = exitMeaning(terminated?.exitCode ?? -1);
  return { reason, message: [`ended with exit code ${code}`, ...meaning(code, reasons[reason])].join(': '), lost: reason === 'Interrupted', withdrawn: false };
}

/** What the reason says beside the number. */
function meaning(code: number, words: string): string[] {
  const said = words.replace(new RegExp(`^.*exit code ${code}(: )?`), '');
  return said === '' ? [] : [said.charAt(0).toLowerCase() + said.slice(1)];
}

function lost(reason: Reason, message: string): Cause {
  return { reason, message, lost: true, withdrawn: false };
}

/** False where the container runtime never got to start the process. */
function ran(terminated: Terminated): boolean {
  return terminated.reason !== 'StartError' && terminated.reason !== 'ContainerCannotRun';
}
