import type { Run } from '../api/run.ts';
import type { Judgement } from '../api/summary/merged.ts';
import type { ChildState } from './observe/state.ts';

/** A k6 executable, as it describes itself. */
export interface K6Build {
  version: string;
  /** The outputs that it has, with commas between. */
  outputs: string;
}

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
  /** Calls the script's own handleSummary(). */
  summarizer: ChildState;
  /** Objects that have a child's name and another owner, each as a phrase for a message. */
  foreign: string[];
  /** Why the script's ConfigMap cannot be mounted; absent where it can or was not looked at. */
  scriptFault?: string;
  /** What the initializer printed; read once, when it ended well. */
  initializerLog?: string;
  /** What is known of the runners' k6 from other runs with that image. */
  k6?: K6Build;
  /** The merged metrics of a run that is on, up to now; absent where nothing was heard. */
  live?: Judgement;
  /** What was found when the summaries were merged; absent before that. */
  judgement?: Judgement;
  /** What the script's own handleSummary() is still to be called for, or that it was; absent where it is not to be. */
  handleSummary?: 'due' | 'done';
  /** Whether the runners' logs were collected; `unavailable` where that was tried and cannot be done. */
  summary: 'absent' | 'present' | 'unavailable';
}
