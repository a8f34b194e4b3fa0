import type { CoreEvent, Pod } from '../../api/kubernetes.ts';
import type { Reason } from '../../api/reasons.ts';
import { podRef, type ContainerStatus } from './pod.ts';
import type { Waiting } from './state.ts';

type Cause = Pick<Waiting, 'reason' | 'message' | 'hopeless'>;

/** The kubelet's words for a container that does not start, as ours. */
const containerReasons: Record<string, { reason: Reason; hopeless?: true }> = {
  ErrImagePull: { reason: 'ImagePullFailed' },
  ImagePullBackOff: { reason: 'ImagePullFailed' },
  ImageInspectError: { reason: 'ImagePullFailed' },
  ErrImageNeverPull: { reason: 'ImagePullFailed', hopeless: true },
  RegistryUnavailable: { reason: 'ImagePullFailed' },
  SignatureValidationFailed: { reason: 'ImagePullFailed' },
  InvalidImageName: { reason: 'ImagePullFailed', hopeless: true },
  CreateContainerConfigError: { reason: 'ContainerConfigError' },
  CreateContainerError: { reason: 'ContainerStartError' },
  RunContainerError: { reason: 'ContainerStartError' },
  // Only an init container that is a sidecar is started again.
  CrashLoopBackOff: { reason: 'InitContainerFailed' },
};

const mountEvents = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume']);

/** Why a pod's main container has not started: the most specific cause that the pod or its events tell. */
export function waitingPod(pod: Pod, main: ContainerStatus | undefined, events: CoreEvent[]): Waiting {
  const cause = unschedulable(pod) ?? stuckContainer(pod, main) ?? volumeTrouble(events) ?? pending(pod);
  return { phase: 'waiting', ...cause, pod: podRef(pod) };
}

/** Why a Job has no pod: the job controller tells it in events alone. */
export function waitingForPod(events: CoreEvent[]): Waiting {
  const refused = latest(events.filter(({ reason }) => reason === 'FailedCreate'));
  if (!refused) return { phase: 'waiting', reason: 'PodPending', message: 'its pod has not been created yet', hopeless: false };
  const message = refused.message ?? 'the pod was refused';
  return { phase: 'waiting', reason: refusal(message), message, hopeless: false };
}

/** Names the cause of a refused create from the API server's message; the quota plug-in has no reason of its own. */
export function refusal(message: string): Reason {
  return /exceeded quota|failed quota/.test(message) ? 'QuotaExceeded' : 'CreateForbidden';
}

function unschedulable(pod: Pod): Cause | undefined {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (!condition) return undefined;
  return { reason: 'Unschedulable', message: condition.message ?? 'no node can take the pod', hopeless: false };
}

function stuckContainer(pod: Pod, main: ContainerStatus | undefined): Cause | undefined {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(main ? [main] : [])];
  return statuses.map(stuckCause).find((cause) => cause !== undefined);
}

function stuckCause({ name, image, state }: ContainerStatus): Cause | undefined {
  const { reason = '', message = reason } = state?.waiting ?? {};
  const known = containerReasons[reason];
  return known && { reason: known.reason, message: `container ${name} with image ${image}: ${message}`, hopeless: known.hopeless ?? false };
}

function volumeTrouble(events: CoreEvent[]): Cause | undefined {
  const event = latest(events.filter(({ reason }) => mountEvents.has(reason ?? '')));
  return event && { reason: 'VolumeMountFailed', message: event.message ?? 'a volume cannot be mounted', hopeless: false };
}

function pending(pod: Pod): Cause {
  const where = pod.spec?.nodeName ? `on node ${pod.spec.nodeName}` : 'without a node';
  return { reason: 'PodPending', message: `its pod is starting ${where}`, hopeless: false };
}

function latest(events: CoreEvent[]): CoreEvent | undefined {
  const seen = (event: CoreEvent): string => event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
  return events.toSorted((a, b) => seen(a).localeCompare(seen(b))).at(-1);
}
