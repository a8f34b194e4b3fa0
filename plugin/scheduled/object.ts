import { annotations, labels } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import { isOver } from '../view/verdict.ts';
import type { ScheduledConfig } from './config.ts';

/** The run as it is made anew each time: what the manifest says, in the schedule's namespace, with where it comes from. */
export function scheduledRun(manifest: Run, { schedule, namespace, jobUid }: Pick<ScheduledConfig, 'schedule' | 'namespace' | 'jobUid'>): Run {
  const { name, labels: given, annotations: notes } = manifest.metadata;
  const metadata: Partial<Run['metadata']> = {
    name,
    namespace,
    labels: { ...given, [labels.schedule]: schedule },
    annotations: { ...notes, [annotations.scheduledBy]: jobUid },
  };
  // The UID is the API server's to give.
  return { apiVersion: manifest.apiVersion, kind: manifest.kind, metadata: metadata as Run['metadata'], spec: manifest.spec };
}

/** Whether this Job made the run, in a pod that came before. */
export function isOwn(run: Run, jobUid: string): boolean {
  return run.metadata.annotations?.[annotations.scheduledBy] === jobUid;
}

/** Whether load may be on. A run that no operator has looked at yet has nothing to lose. */
export function isUnderWay(run: Run): boolean {
  return run.metadata.deletionTimestamp === undefined && run.status?.stage !== undefined && !isOver(run);
}
