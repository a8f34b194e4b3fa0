import { labels } from '../../api/labels.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { cronJobs, type CronJob } from '../../kube/resources.ts';
import { nearest } from '../connect/nearest.ts';
import { exitCodes, Failure } from '../errors/failure.ts';

/** Whether the CronJob is one that `schedule create` made. */
export function isSchedule({ metadata }: CronJob): boolean {
  return metadata?.name !== undefined && metadata.labels?.[labels.schedule] === metadata.name;
}

/** The CronJob of that name, schedule or not; undefined where there is none. */
export async function findCronJob(client: Client, namespace: string, name: string): Promise<CronJob | undefined> {
  try {
    return await client.get(cronJobs, { namespace, name });
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** What the user named: `cronjob/NAME` is understood, too. */
export function scheduleNameOf(text: string): string {
  return text.replace(/^(cronjobs?|cj)(\.batch)?\//, '');
}

/**
 * The schedule of that name; `cronjob/NAME` is understood, too.
 * @throws Failure notFound, with the names that come near; KubeError
 */
export async function findSchedule(client: Client, namespace: string, text: string): Promise<CronJob> {
  const name = scheduleNameOf(text);
  const found = await findCronJob(client, namespace, name);
  if (found !== undefined && isSchedule(found)) return found;
  const names = (await listSchedules(client, namespace)).map(({ metadata }) => metadata?.name ?? '');
  const near = nearest(name, names);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `see what there is with: kubectl k6 schedule list -n ${namespace}`;
  const what = found === undefined ? `there is no schedule "${name}" in namespace ${namespace}` : `CronJob ${namespace}/${name} is no schedule that kubectl k6 made`;
  throw new Failure(what, { exitCode: exitCodes.notFound, hint });
}

/** Every schedule of a namespace, or of all where that is missing. */
export async function listSchedules(client: Client, namespace?: string, labelSelector?: string): Promise<CronJob[]> {
  const selector = [labels.schedule, ...(labelSelector === undefined ? [] : [labelSelector])].join(',');
  return (await client.list(cronJobs, { namespace, labelSelector: selector })).items.filter(isSchedule);
}
