import type { Job } from '../../api/kubernetes.ts';
import type { Role } from '../../api/labels.ts';
import type { RunStatus, ScriptFacts, StartReport, ThresholdStatus } from '../../api/status.ts';
import type { PodRef } from '../observe/state.ts';
import type { Settings } from '../settings.ts';
import type { World } from '../world.ts';

/** One thing to do. Every action is idempotent: done twice, it leaves what it left when done once. */
export type Action =
  | { do: 'create-job'; role: Role; job: Job }
  /** Ends a Job whose pod never ran; the Job stays to be seen. */
  | { do: 'suspend-job'; name: string }
  /** Ends a pod by SIGTERM and keeps it with its log. */
  | { do: 'terminate-pod'; pod: PodRef }
  | { do: 'collect-logs'; sources: LogSource[]; keepWithoutOwner: boolean; merge?: MergeOrder }
  /** Keeps what the script's own handleSummary() printed. */
  | { do: 'keep-handled'; pod: PodRef | undefined; message: string }
  | { do: 'delete-run' };

/** A container's log that goes into `<name>-summary` under `key`. */
export interface LogSource {
  key: string;
  /** 1-based; absent for what is no runner. */
  runner?: number;
  pod: PodRef | undefined;
  container: string;
}

/** What it takes beside the logs to make one summary of all runners. */
export interface MergeOrder {
  total: number;
  thresholds: ThresholdStatus[];
  script?: ScriptFacts;
  start?: StartReport;
}

/** What a pass decides. */
export interface Plan {
  actions: Action[];
  status: RunStatus;
  /** Milliseconds after which to look again though nothing changed. */
  again?: number;
}

export interface Context {
  world: World;
  /** The status of the last pass. */
  before: RunStatus;
  settings: Settings;
  /** Milliseconds since the epoch. */
  now: number;
}

/** One step of a run's life: decides the pass, or leaves it to the next step. */
export type Step = (context: Context) => Plan | undefined;
