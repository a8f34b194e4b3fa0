import { labels } from '../../api/labels.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { jobs } from '../../kube/resources.ts';
import { findOperators, operatorFor } from './find.ts';

export interface OperatorImage {
  image: string;
  imagePullPolicy?: string | undefined;
}

/**
 * The operator's own image: its Deployment tells, and to users who may not read that, the starter of any run in their namespace.
 * @returns undefined where neither does
 * @throws KubeError for anything but a missing right
 */
export async function operatorImage(client: Client, namespace: string): Promise<OperatorImage | undefined> {
  return await unlessForbidden(fromDeployment(client, namespace)) ?? await unlessForbidden(fromStarter(client, namespace));
}

async function fromDeployment(client: Client, namespace: string): Promise<OperatorImage | undefined> {
  const operator = operatorFor(await findOperators(client), namespace);
  return operator?.image === undefined ? undefined : { image: operator.image, imagePullPolicy: operator.imagePullPolicy };
}

async function fromStarter(client: Client, namespace: string): Promise<OperatorImage | undefined> {
  const { items } = await client.list(jobs, { namespace, labelSelector: `${labels.role}=starter`, limit: 100 });
  const newest = items.sort((left, right) => (right.metadata?.creationTimestamp ?? '').localeCompare(left.metadata?.creationTimestamp ?? ''));
  const container = newest.map(({ spec }) => spec?.template.spec?.containers[0]).find((starter) => starter?.command?.[1] === '/app/starter.js');
  return container?.image === undefined ? undefined : { image: container.image, imagePullPolicy: container.imagePullPolicy };
}

async function unlessForbidden<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isKubeError(error, 'Forbidden')) return undefined;
    throw error;
  }
}
