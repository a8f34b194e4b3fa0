import type { Lease, Pod } from '../../../api/kubernetes.ts';
import type { Client } from '../../../kube/client.ts';
import { deployments, leases, pods, services, type Deployment, type Service } from '../../../kube/resources.ts';
import { controllerSelector, operatorOf, type Operator } from '../../operator/find.ts';
import { seen, type Seen } from '../seen.ts';

export interface Installation extends Operator {
  deployment: Deployment;
  pods: Seen<Pod[]>;
  lease: Seen<Lease>;
  /** The Service by which runners reach its collector. */
  collector: Seen<Service>;
}

/** Every installation in the cluster. */
export async function gatherOperators(client: Client): Promise<Seen<Installation[]>> {
  const found = await seen(client.list(deployments, { labelSelector: controllerSelector }));
  if (found.value === undefined) return found.denied === undefined ? { value: [] } : { denied: found.denied };
  return { value: await Promise.all(found.value.items.map((deployment) => look(client, deployment))) };
}

async function look(client: Client, deployment: Deployment): Promise<Installation> {
  const operator = operatorOf(deployment);
  const { namespace, collectorHost = '' } = operator;
  const [service = '', home = namespace] = collectorHost.split('.');
  const labelSelector = Object.entries(deployment.spec?.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(',');
  const [own, lease, collector] = await Promise.all([
    seen(client.list(pods, { namespace, labelSelector }).then(({ items }) => items)), seen(client.get(leases, { namespace, name: operator.leaseName })),
    service === '' ? {} : seen(client.get(services, { namespace: home, name: service })),
  ]);
  return { ...operator, deployment, pods: own, lease, collector };
}
