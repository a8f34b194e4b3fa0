import type { Job } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';

/** Identity is the UID: a Job of an earlier run with the same name is not this run's. */
export function isOwnedBy(job: Job, run: Run): boolean {
  return job.metadata?.ownerReferences?.some(({ uid }) => uid === run.metadata.uid) ?? false;
}

/** Names an object that has a child's name, for a message. */
export function describeForeign(job: Job): string {
  const owner = job.metadata?.ownerReferences?.[0];
  const whose = owner ? `of ${owner.kind} "${owner.name}" with UID ${owner.uid}` : 'without an owner';
  return `Job "${job.metadata?.name ?? ''}" ${whose}`;
}
