import type { Pod } from '../../../api/kubernetes.ts';
import { withDefaults } from '../../../api/defaults.ts';
import { apiVersion, type Run } from '../../../api/run.ts';
import { runnerJob } from '../../../controller/jobs/runner/job.ts';
import type { Client } from '../../../kube/client.ts';
import { isKubeError } from '../../../kube/errors.ts';
import {
  endpointSlices, limitRanges, namespaces, pods, resourceQuotas, type EndpointSlice, type LimitRange, type Namespace, type ResourceQuota,
} from '../../../kube/resources.ts';
import { missingRight, seen, type Seen } from '../seen.ts';

export interface NamespaceFacts {
  namespace: Seen<Namespace>;
  quotas: Seen<ResourceQuota[]>;
  limits: Seen<LimitRange[]>;
  /** What the API server says to a runner's pod that is not stored; `value` is empty where it takes it. */
  pod: Seen<string>;
  /** Of the cluster's DNS. */
  dns: Seen<EndpointSlice[]>;
}

export async function gatherNamespace(client: Client, namespace: string): Promise<NamespaceFacts> {
  const [found, quotas, limits, pod, dns] = await Promise.all([
    seen(client.get(namespaces, { name: namespace })),
    seen(client.list(resourceQuotas, { namespace }).then(({ items }) => items)),
    seen(client.list(limitRanges, { namespace }).then(({ items }) => items)),
    sendPod(client, namespace),
    seen(client.list(endpointSlices, { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns' }).then(({ items }) => items)),
  ]);
  return { namespace: found, quotas, limits, pod, dns };
}

/** Quota, pod security and whatever else the site admits pods by: only a pod of the very form that runners have tells. */
async function sendPod(client: Client, namespace: string): Promise<Seen<string>> {
  try {
    await client.create(pods, probePod(namespace), { dryRun: true });
    return { value: '' };
  } catch (error) {
    if (!isKubeError(error, 'Forbidden', 'Invalid', 'NotFound')) throw error;
    return /cannot create resource/.test(error.message) ? { denied: missingRight(error.message) } : { value: error.message };
  }
}

export function probePod(namespace: string): Pod {
  const metadata = { name: 'doctor-probe', namespace, uid: '' };
  const run = withDefaults<Run>({ apiVersion, kind: 'K6', metadata, spec: { script: { configMap: { name: 'doctor-probe' } } } }, { runner: 'loadimpact/k6:latest' });
  const { template } = runnerJob(run, 1, { total: 1, settings: { runnerImage: 'loadimpact/k6:latest', operatorImage: 'k6-operator', maxParallelism: 1 } }).spec ?? {};
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...template?.metadata, name: 'doctor-probe', namespace }, ...(template?.spec === undefined ? {} : { spec: template.spec }) };
}
