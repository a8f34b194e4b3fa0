import { labels } from '../../api/labels.ts';
import type { KubeObject } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import { sleep } from '../../kube/clock.ts';
import { configMaps, cronJobs, roleBindings, roles, serviceAccounts, type CronJob, type Resource } from '../../kube/resources.ts';
import { timerMilliseconds } from '../duration.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { scheduleManager } from './options.ts';
import { findCronJob } from './read.ts';

/** What the pod of a scheduled run needs for as long as it stops its run. */
const others: readonly Resource<KubeObject>[] = [configMaps, roleBindings, roles, serviceAccounts];

export interface RemoveOptions {
  /** For the Jobs to end, s. */
  timeoutSeconds: number;
  onDeleted: (object: string) => void;
}

/**
 * Deletes the schedule: first the CronJob with its Jobs, and when their pods are gone, with which a run that is under way is stopped, what they
 * needed. The last run stays.
 * @throws Failure timeout when the Jobs do not end; KubeError
 */
export async function removeSchedule(client: Client, cronJob: CronJob, { timeoutSeconds, onDeleted }: RemoveOptions): Promise<void> {
  const { name = '', namespace = '', uid } = cronJob.metadata ?? {};
  await client.delete(cronJobs, { namespace, name }, { uid, propagationPolicy: 'Foreground' });
  await gone(client, cronJob, timeoutSeconds);
  onDeleted(`cronjob.batch/${name}`);
  await removeOthers(client, { namespace, name }, onDeleted);
}

/** Deletes what a schedule consists of beside its CronJob, found by its label, as kustomize makes names up; says how much of it there was. */
export async function removeOthers(client: Client, { namespace, name }: { namespace: string; name: string }, onDeleted: (object: string) => void): Promise<number> {
  let count = 0;
  for (const resource of others) {
    const { items } = await client.list(resource, { namespace, labelSelector: `${labels.managedBy}=${scheduleManager},${labels.schedule}=${name}` });
    for (const { metadata } of items) {
      const found = metadata?.name ?? '';
      await client.delete(resource, { namespace, name: found }, { uid: metadata?.uid });
      count += 1;
      onDeleted(`${resource.kind.toLowerCase()}${resource.group === '' ? '' : `.${resource.group}`}/${found}`);
    }
  }
  return count;
}

async function gone(client: Client, { metadata }: CronJob, timeoutSeconds: number): Promise<void> {
  const { name = '', namespace = '', uid } = metadata ?? {};
  const deadline = AbortSignal.timeout(timerMilliseconds(timeoutSeconds));
  while ((await findCronJob(client, namespace, name))?.metadata?.uid === uid) {
    if (deadline.aborted) {
      const hint = `its run is still stopping; call this again later, or see: kubectl get jobs,pods -n ${namespace} -l ${labels.schedule}=${name}`;
      throw new Failure(`the Jobs of schedule ${name} are not gone after ${timeoutSeconds} s`, { exitCode: exitCodes.timeout, hint });
    }
    await sleep(250, deadline);
  }
}
