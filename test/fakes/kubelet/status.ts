import type { Pod } from '../../../api/kubernetes.ts';
import type { Ending } from './script.ts';

function names(pod: Pod): string[] {
  return (pod.spec?.containers ?? []).map(({ name }) => name);
}

const times = (): { at: string } => ({ at: new Date().toISOString().replace(/\.\d+Z/, 'Z') });

function base(pod: Pod, name: string): object {
  const image = pod.spec?.containers.find((container) => container.name === name)?.image ?? '';
  return { name, image, imageID: image, containerID: `fake://${pod.metadata?.uid ?? ''}/${name}`, restartCount: 0 };
}

/** What a kubelet reports of a pod whose containers run. */
export function runningStatus(pod: Pod, ip: string): object {
  const { at } = times();
  return {
    phase: 'Running', podIP: ip, podIPs: [{ ip }], startTime: at,
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at }],
    containerStatuses: names(pod).map((name) => ({ ...base(pod, name), ready: true, started: true, state: { running: { startedAt: at } } })),
  };
}

/** What a kubelet reports of a pod whose containers ended. */
export function endedStatus(pod: Pod, { exitCode, reason, message }: Ending, podReason?: string): object {
  const { at } = times();
  const terminated = { exitCode, reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'), startedAt: at, finishedAt: at, ...(message ? { message } : {}) };
  return {
    phase: exitCode === 0 && !podReason ? 'Succeeded' : 'Failed', ...(podReason ? { reason: podReason } : {}),
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at }],
    containerStatuses: names(pod).map((name) => ({ ...base(pod, name), ready: false, started: false, state: { terminated } })),
  };
}
