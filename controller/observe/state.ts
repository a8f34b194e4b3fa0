import type { Reason } from '../../api/reasons.ts';

/** What can be seen of one child (a Job and its pod) of a run. */
export type ChildState = Absent | Waiting | Running | Ended;

export interface Absent {
  phase: 'absent';
}

/** The Job is there, its main container has not started. */
export interface Waiting {
  phase: 'waiting';
  reason: Reason;
  message: string;
  /** True where waiting longer cannot help, such as for an image name that is no image name. */
  hopeless: boolean;
  pod?: PodRef;
}

export interface Running {
  phase: 'running';
  ready: boolean;
  pod: PodRef;
  ip?: string;
  /** RFC 3339. */
  startedAt?: string;
}

export interface Ended {
  phase: 'ended';
  /** Of the main container's process; absent where it never ran or nobody saw it end. */
  exitCode?: number;
  /** Absent where the process ended with 0. */
  reason?: Reason;
  message: string;
  /** True where the cluster, not the process itself, made an end of it. */
  lost: boolean;
  /** True where the operator itself ended it, by a deadline on the pod or by suspending the Job. */
  withdrawn: boolean;
  pod?: PodRef;
  /** True where the main container ended and something else, such as a mesh's sidecar, keeps the pod alive. */
  podLingers: boolean;
  /** The container's termination message. */
  report?: string;
  /** RFC 3339. */
  endedAt?: string;
}

export interface PodRef {
  name: string;
  uid: string;
}

export function isRunning(state: ChildState): state is Running {
  return state.phase === 'running';
}

export function isEnded(state: ChildState): state is Ended {
  return state.phase === 'ended';
}

/** True for a child that may still do something: its main container runs, or has yet to. */
export function isActive(state: ChildState): state is Running | Waiting {
  return state.phase === 'running' || state.phase === 'waiting';
}

export function isWaiting(state: ChildState): state is Waiting {
  return state.phase === 'waiting';
}
