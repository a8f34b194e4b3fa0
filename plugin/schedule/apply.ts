import type { ConfigMap, KubeObject } from '../../api/kubernetes.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps, cronJobs, roleBindings, roles, serviceAccounts, type Resource } from '../../kube/resources.ts';
import { Failure } from '../errors/failure.ts';
import { scheduleManager } from './options.ts';
import { inOrder } from './print.ts';
import type { ScheduleObjects } from './objects.ts';
import { findCronJob, isSchedule } from './read.ts';

const resources: Record<string, Resource<KubeObject>> = {
  ConfigMap: configMaps, CronJob: cronJobs, Role: roles, RoleBinding: roleBindings, ServiceAccount: serviceAccounts,
};

export interface ApplyOptions {
  /** Takes fields over that were set by others. */
  force: boolean;
  onApplied: (object: KubeObject) => void;
}

/**
 * Makes the schedule, or brings it to what the objects say.
 * @throws Failure when a CronJob of that name is no schedule; KubeError
 */
export async function applySchedule(client: Client, objects: ScheduleObjects, beside: readonly ConfigMap[], { force, onApplied }: ApplyOptions): Promise<void> {
  const { name = '', namespace = '' } = objects.cronJob.metadata ?? {};
  const known = await findCronJob(client, namespace, name);
  if (known !== undefined && !isSchedule(known)) {
    throw new Failure(`there is a CronJob ${namespace}/${name} already, and kubectl k6 schedule did not make it`, { hint: 'choose another name for the schedule' });
  }
  for (const object of inOrder(objects, beside)) {
    const resource = resources[object.kind ?? ''];
    if (resource !== undefined) onApplied(await apply(client, resource, object, force));
  }
}

async function apply(client: Client, resource: Resource<KubeObject>, object: KubeObject, force: boolean): Promise<KubeObject> {
  try {
    return await client.apply(resource, object, { fieldManager: scheduleManager, force });
  } catch (error) {
    if (!isKubeError(error, 'Conflict')) throw error;
    throw new Failure(error.message, { hint: 'take these fields over with --force-conflicts', cause: error });
  }
}
