import { labels } from '../../api/labels.ts';
import type { Job, Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { jobs, pods } from '../../kube/resources.ts';
import { isFinished, type ChildSnapshot } from '../observe/child.ts';
import { isOwnedBy } from '../observe/owner.ts';
import { hasReached } from '../status/next.ts';

interface From {
  client: Client;
  signal: AbortSignal;
}

/**
 * Asks the API server itself before a loss is believed. Jobs and pods come by two watches, and either may be behind the other: a Job that
 * completed and whose pod the other watch has not told of yet looks like one whose pod was deleted, and took its report with it.
 * @param names the children's names, by the snapshots' order
 */
export async function confirmLosses(run: Run, names: readonly string[], snapshots: readonly ChildSnapshot[], from: From): Promise<ChildSnapshot[]> {
  const lostPod = ({ job, pods: seen }: ChildSnapshot): boolean => job !== undefined && seen.length === 0 && isFinished(job);
  const total = run.status?.runners?.total ?? 0;
  const lostJob = ({ job }: ChildSnapshot, at: number): boolean => job === undefined && at < total && hasReached(run.status ?? {}, 'created');
  const doubtful = snapshots.map((snapshot, at) => lostPod(snapshot) || lostJob(snapshot, at));
  if (!doubtful.includes(true)) return [...snapshots];
  const { namespace, name } = run.metadata;
  const asked = { namespace, labelSelector: `${labels.run}=${name}`, signal: from.signal };
  const [{ items: madeJobs }, { items: madePods }] = await Promise.all([from.client.list(jobs, asked), from.client.list(pods, asked)]);
  return snapshots.map((snapshot, at) => (doubtful[at] ? lookedUp(run, names[at] ?? '', { madeJobs, madePods }) : snapshot));
}

function lookedUp(run: Run, name: string, { madeJobs, madePods }: { madeJobs: Job[]; madePods: Pod[] }): ChildSnapshot {
  const job = madeJobs.find((candidate) => candidate.metadata?.name === name && isOwnedBy(candidate, run));
  const uid = job?.metadata?.uid;
  const own = madePods.filter(({ metadata }) => uid !== undefined && metadata?.ownerReferences?.some((owner) => owner.uid === uid));
  return { job, pods: own, events: [] };
}
