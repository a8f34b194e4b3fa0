import type { Run } from '../api/run.ts';
import type { ChildState } from './observe/state.ts';

/** Everything that one reconcile knows of a run: read once, then only looked at. */
export interface World {
  /** With defaults filled in. */
  run: Run;
  /** How many runners the run has; pinned when the run was first seen, so that a later edit cannot change the segments. */
  total: number;
  /** By index; runner 1 stands at 0. */
  runners: ChildState[];
  initializer: ChildState;
  starter: ChildState;
  stopper: ChildState;
  /** Where teardown() runs once. */
  teardown: ChildState;
  /** Objects that have a child's name and another owner, each as a phrase for a message. */
  foreign: string[];
  /** Why the script's ConfigMap cannot be mounted; absent where it can or was not looked at. */
  scriptFault?: string;
  /** Whether the runners' logs were collected; `unavailable` where that was tried and cannot be done. */
  summary: 'absent' | 'present' | 'unavailable';
}
