import { labels } from '../../api/labels.ts';
import type { Kind } from '../../api/run.ts';

export const scheduleManager = 'kubectl-k6';

/** Everything that decides what a schedule consists of. */
export interface ScheduleOptions {
  name: string;
  namespace: string;
  run: { kind: Kind; name: string; manifest: string };
  /** A cron expression in Kubernetes' dialect. */
  schedule: string;
  timeZone: string;
  /** The operator's own image. */
  image: string;
  imagePullPolicy?: string | undefined;
  imagePullSecrets: string[];
  /** Undefined: not touched where the schedule exists already. */
  suspend?: boolean | undefined;
  /** How late a run may begin, s. */
  startingDeadlineSeconds: number;
  /** How long a run with all it waits for may take, s; no limit when missing. */
  activeDeadlineSeconds?: number | undefined;
  /** How many ended Jobs are kept. */
  history: { succeeded: number; failed: number };
}

export function scheduleLabels(name: string): Record<string, string> {
  return { [labels.managedBy]: scheduleManager, [labels.schedule]: name };
}
