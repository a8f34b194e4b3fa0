import type { ConfigMap, KubeObject } from '../../api/kubernetes.ts';
import { labels } from '../../api/labels.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps, cronJobs, roleBindings, roles, serviceAccounts, type Resource } from '../../kube/resources.ts';
import { Failure } from '../errors/failure.ts';
import { scheduleManager } from './options.ts';
import { inOrder } from './print.ts';
import type { ScheduleObjects } from './objects.ts';

const resources: Record<string, Resource<KubeObject>> = {
  ConfigMap: configMaps, CronJob: cronJobs, Role: roles, RoleBinding: roleBindings, ServiceAccount: serviceAccounts,
};

export interface ApplyOptions {
  /** Takes fields over that were set by others. */
  force: boolean;
  onApplied: (object: KubeObject) => void;
}

/**
 * Makes the schedule, or brings it to what the objects say. What the API server would refuse is asked for first, so that nothing is left half made.
 * @throws Failure when an object of that name is not the schedule's own; KubeError
 */
export async function applySchedule(client: Client, objects: ScheduleObjects, beside: readonly ConfigMap[], { force, onApplied }: ApplyOptions): Promise<void> {
  const schedule = objects.cronJob.metadata?.name ?? '';
  const all = inOrder(objects, beside);
  const own = all.filter(({ metadata }) => metadata?.labels?.[labels.schedule] === schedule).toReversed();
  for (const object of own) await requireFree(client, object, schedule);
  // Nobody may bind a Role that is not there yet.
  for (const object of own) if (object.kind !== 'RoleBinding') await apply(client, object, { force, dryRun: true });
  for (const object of all) onApplied(await apply(client, object, { force }));
}

async function requireFree(client: Client, { kind = '', metadata: { name = '', namespace = '' } = {} }: KubeObject, schedule: string): Promise<void> {
  try {
    const { metadata } = await client.get(resourceOf(kind), { namespace, name });
    if (metadata?.labels?.[labels.schedule] === schedule) return;
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return;
    throw error;
  }
  throw new Failure(`there is a ${kind} ${namespace}/${name} already, and kubectl k6 schedule did not make it`, { hint: 'choose another name for the schedule' });
}

async function apply(client: Client, object: KubeObject, options: { force: boolean; dryRun?: boolean }): Promise<KubeObject> {
  try {
    return await client.apply(resourceOf(object.kind ?? ''), object, { fieldManager: scheduleManager, ...options });
  } catch (error) {
    if (!isKubeError(error, 'Conflict')) throw error;
    throw new Failure(error.message, { hint: 'take these fields over with --force-conflicts', cause: error });
  }
}

function resourceOf(kind: string): Resource<KubeObject> {
  const resource = resources[kind];
  if (resource === undefined) throw new Error(`a schedule has no ${kind}`);
  return resource;
}
