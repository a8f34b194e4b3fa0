import type { ConfigMap, ObjectMeta } from '../../api/kubernetes.ts';
import type { CronJob, Role, RoleBinding, ServiceAccount } from '../../kube/resources.ts';
import { cronJob } from './cronjob.ts';
import { scheduleNames } from './names.ts';
import { scheduleLabels, type ScheduleOptions } from './options.ts';
import { scheduledRights } from './rights.ts';

/** Key of the run's manifest in the schedule's ConfigMap. */
export const manifestKey = 'run.yaml';

/** A schedule as the API server gets it. */
export interface ScheduleObjects {
  serviceAccount: ServiceAccount;
  role: Role;
  roleBinding: RoleBinding;
  configMap: ConfigMap;
  cronJob: CronJob;
}

/** The objects in the order in which they are applied: the CronJob, which needs all others, comes last. */
export function scheduleObjects(options: ScheduleOptions): ScheduleObjects {
  const { name, namespace, run } = options;
  const { others } = scheduleNames(name);
  const metadata = (): ObjectMeta => ({ name: others, namespace, labels: scheduleLabels(name) });
  return {
    serviceAccount: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(),
      automountServiceAccountToken: false,
      ...(options.imagePullSecrets.length > 0 ? { imagePullSecrets: options.imagePullSecrets.map((secret) => ({ name: secret })) } : {}),
    },
    role: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: metadata(), rules: scheduledRights(run.kind, run.name) },
    roleBinding: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: metadata(),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: others },
      subjects: [{ kind: 'ServiceAccount', name: others, namespace }],
    },
    configMap: { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(), data: { [manifestKey]: run.manifest } },
    cronJob: cronJob(options),
  };
}
