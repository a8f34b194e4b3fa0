import type { Pod } from '../../api/kubernetes.ts';
import { labels, roles, type Role } from '../../api/labels.ts';

/** One container of a run whose log can be read. */
export interface Source {
  role: Role;
  /** 1-based; of runners alone. */
  runner?: number;
  namespace: string;
  pod: string;
  /** The pod's. */
  uid: string;
  container: string;
}

/** The container that a pod of that role is about, whatever a mesh or the user puts beside it. */
const mainContainers: Record<Role, string> = { runner: 'k6', initializer: 'k6', starter: 'starter', stopper: 'stopper', teardown: 'teardown', summary: 'k6' };

/** The container of a run's pod, the main one unless another is named; undefined where the pod is not of a run or has no such container. */
export function sourceOf(pod: Pod, container?: string): Source | undefined {
  const role = roles.find((one) => one === pod.metadata?.labels?.[labels.role]);
  if (role === undefined) return undefined;
  const wanted = container ?? mainContainers[role];
  if (!hasContainer(pod, wanted)) return undefined;
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  return { role, ...indexOf(pod, role), namespace, pod: name, uid, container: wanted };
}

function hasContainer({ spec }: Pod, wanted: string): boolean {
  return [...spec?.containers ?? [], ...spec?.initContainers ?? []].some(({ name }) => name === wanted);
}

function indexOf(pod: Pod, role: Role): { runner?: number } {
  const index = Number(pod.metadata?.labels?.[labels.runnerIndex]);
  return role === 'runner' && index > 0 ? { runner: index } : {};
}

/** Whether the container has run, so that there is a log. */
export function hasLog(pod: Pod, { container }: Source): boolean {
  const state = statusOf(pod, container)?.state;
  return state?.running !== undefined || state?.terminated !== undefined;
}

/** Whether the container will write nothing more. */
export function hasEnded(pod: Pod, { container }: Source): boolean {
  return statusOf(pod, container)?.state?.terminated !== undefined;
}

/** Whether the container, or the pod before it could, ended otherwise than with exit code 0. */
export function hasFailed(pod: Pod, { container }: Source): boolean {
  const terminated = statusOf(pod, container)?.state?.terminated;
  return terminated === undefined ? pod.status?.phase === 'Failed' : terminated.exitCode !== 0;
}

function statusOf(pod: Pod, container: string) {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  return [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
}

/** The order of a run's life: what checks it, the runners by index, what starts and stops them, and their teardown; of the same, by pod name. */
export function bySource(left: Source, right: Source): number {
  const rank = ({ role }: Source): number => ['initializer', 'runner', 'starter', 'stopper', 'teardown', 'summary'].indexOf(role);
  return rank(left) - rank(right) || (left.runner ?? 0) - (right.runner ?? 0) || left.pod.localeCompare(right.pod);
}
