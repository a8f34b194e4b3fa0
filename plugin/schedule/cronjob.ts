import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { annotations } from '../../api/labels.ts';
import type { Wire } from '../../api/kubernetes.ts';
import { operatorSecurity, podSecurity } from '../../controller/jobs/common/security.ts';
import type { CronJob } from '../../kube/resources.ts';
import { scheduleNames } from './names.ts';
import { scheduleLabels, type ScheduleOptions } from './options.ts';

const manifestFolder = '/etc/k6-schedule';
/** Long enough for a run to be stopped gracefully, which the process itself gives up on somewhat earlier. */
const terminationGracePeriodSeconds = 60;

/** The CronJob whose Job is one run: it ends when the run does, and as the run did. */
export function cronJob(options: ScheduleOptions): CronJob {
  const labels = scheduleLabels(options.name);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: scheduleNames(options.name).cronJob,
      namespace: options.namespace,
      labels,
      annotations: { [annotations.scheduledRun]: `${options.run.kind}/${options.run.name}` },
    },
    spec: {
      schedule: options.schedule,
      timeZone: options.timeZone,
      ...(options.suspend === undefined ? {} : { suspend: options.suspend }),
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: options.startingDeadlineSeconds,
      successfulJobsHistoryLimit: options.history.succeeded,
      failedJobsHistoryLimit: options.history.failed,
      jobTemplate: {
        metadata: { labels },
        spec: {
          // A failed test is not tried again; a pod that the cluster took away is, and goes on with the run.
          backoffLimit: 0,
          podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
          ...(options.activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds: options.activeDeadlineSeconds }),
          template: {
            metadata: { labels, annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' } },
            spec: podSpec(options),
          },
        },
      },
    },
  };
}

function podSpec(options: ScheduleOptions): Wire<V1PodSpec> {
  const { others } = scheduleNames(options.name);
  return {
    restartPolicy: 'Never',
    serviceAccountName: others,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    terminationGracePeriodSeconds,
    securityContext: podSecurity,
    containers: [container(options)],
    volumes: [{ name: 'manifest', configMap: { name: others } }],
  };
}

function container({ name, image, imagePullPolicy }: ScheduleOptions): Wire<V1Container> {
  return {
    name: 'run',
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: ['node', '/app/scheduled.js'],
    env: [
      { name: 'K6_SCHEDULE', value: name },
      { name: 'K6_MANIFEST', value: `${manifestFolder}/run.yaml` },
      { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'JOB_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[\'batch.kubernetes.io/controller-uid\']' } } },
    ],
    // The last lines of the log tell how the run went, and `kubectl describe pod` shows them.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    securityContext: operatorSecurity,
    volumeMounts: [{ name: 'manifest', mountPath: manifestFolder, readOnly: true }],
  };
}
