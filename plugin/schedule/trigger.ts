import { randomBytes } from 'node:crypto';
import type { Job } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import { jobs, type CronJob } from '../../kube/resources.ts';

/** The longest name of a Job whose pods' names show it whole. */
const maxLength = 63;

/** A Job as the CronJob's own would be, named apart; the annotation is what `kubectl create job --from` sets. */
export function triggeredJob({ metadata = {}, spec }: CronJob, suffix: string): Job {
  const { name = '', namespace = '', uid = '' } = metadata;
  const { metadata: template = {}, spec: job } = spec.jobTemplate;
  const end = `-manual-${suffix}`;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: name.slice(0, maxLength - end.length) + end,
      namespace,
      labels: { ...template.labels },
      annotations: { ...template.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      // The CronJob's history limits count this Job, too.
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    ...(job === undefined ? {} : { spec: job }),
  };
}

/** Makes the schedule's Job now, whether it is suspended or not. */
export function trigger(client: Client, cronJob: CronJob): Promise<Job> {
  return client.create(jobs, triggeredJob(cronJob, randomBytes(3).toString('hex')));
}

/** The schedule's Jobs that are not over. */
export async function activeJobs(client: Client, cronJob: CronJob): Promise<Job[]> {
  const { items } = await client.list(jobs, { namespace: cronJob.metadata?.namespace });
  const own = items.filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === cronJob.metadata?.uid));
  return own.filter(({ status }) => !status?.conditions?.some(({ type, status: value }) => value === 'True' && (type === 'Complete' || type === 'Failed')));
}
