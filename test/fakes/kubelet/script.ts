import { labels } from '../../../api/labels.ts';
import type { Pod } from '../../../api/kubernetes.ts';

/** How a faked container ends. */
export interface Ending {
  exitCode: number;
  /** The kubelet's reason, such as OOMKilled. */
  reason?: string;
  /** The termination message. */
  message?: string;
}

/** What the faked pods of one test do; each answer may be left out. */
export interface Script {
  /** How long a runner's load lasts after its start, in milliseconds. */
  loadMilliseconds?: number;
  /** How runner `index` ends by itself. */
  runner?: (index: number) => Ending;
  /** A runner that ends before it is started. */
  diesEarly?: (index: number) => Ending | undefined;
  /** A runner whose pod never comes to run. */
  neverRuns?: (index: number) => boolean;
  /** Pods run only once the scheduler gave them a node; by default all run at once, as there is none. */
  onNodes?: boolean;
  starter?: Ending;
  initializer?: Ending;
  /** Of the Job that has runner 1 run teardown(). */
  teardown?: Ending;
}

export const goodStart: Ending = {
  exitCode: 0,
  message: JSON.stringify({ ok: true, action: 'start', time: new Date(0).toISOString(), skewMilliseconds: 1.5, runners: 0 }),
};

export const goodTeardown: Ending = {
  exitCode: 0,
  message: JSON.stringify({ ok: true, action: 'teardown', time: new Date(0).toISOString(), runners: 1 }),
};

export const goodInit: Ending = { exitCode: 0, message: '{  "totalDuration": "1s",  "maxVUs": 100}' };

export function roleOf(pod: Pod): string {
  return pod.metadata?.labels?.[labels.role] ?? '';
}

export function indexOf(pod: Pod): number {
  return Number(pod.metadata?.labels?.[labels.runnerIndex] ?? 0);
}

export function runOf(pod: Pod): string {
  const job = pod.metadata?.labels?.[labels.run] ?? '';
  return `${pod.metadata?.namespace ?? ''}/${job}`;
}

/** Whether this runner's k6 stays after its test, until its pod is ended. */
export function lingers(pod: Pod): boolean {
  return pod.spec?.containers.some(({ command = [], args = [] }) => [...command, ...args].includes('--linger')) === true;
}
