import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { k6s, testRuns } from '../../kube/resources.ts';

export interface RunSelection {
  /** All namespaces when missing. */
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** Runs per call; 0: all in one. */
  pageSize?: number | undefined;
}

/**
 * Runs of both kinds, by namespace and name. A cluster may have one kind alone.
 * @throws KubeError, NotFound where neither kind is there
 */
export async function listRuns(client: Client, selection: RunSelection): Promise<Run[]> {
  const settled = await Promise.allSettled([client.list(k6s, selection), client.list(testRuns, selection)]);
  const failed = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const serious = failed.find((reason) => !isKubeError(reason, 'NotFound')) ?? (failed.length === settled.length ? failed[0] : undefined);
  if (serious !== undefined) throw serious as Error;
  return settled.flatMap((result) => (result.status === 'fulfilled' ? result.value.items : [])).sort(inOrder);
}

/** By namespace and name, as the API server orders them: by their bytes. A locale's order takes longer to load than to list. */
export function inOrder({ metadata: a }: Run, { metadata: b }: Run): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
