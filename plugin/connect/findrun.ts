import type { KubeObject } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { k6s, testRuns, type Resource } from '../../kube/resources.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { nearest } from './nearest.ts';

const kindsByWord: Record<string, readonly Resource<Run>[]> = Object.fromEntries([
  ...['k6', 'k6s', 'k6.k6.io', 'k6s.k6.io'].map((word) => [word, [k6s]]),
  ...['testrun', 'testruns', 'tr', 'testrun.k6.io', 'testruns.k6.io'].map((word) => [word, [testRuns]]),
]) as Record<string, readonly Resource<Run>[]>;

/** Where a run of this kind is stored. */
export function resourceOf(run: Pick<Run, 'kind'>): Resource<Run> {
  return run.kind === 'TestRun' ? testRuns : k6s;
}

/**
 * `NAME`, `k6/NAME` or `testrun/NAME`, taken apart.
 * @throws Failure (usage) for any other kind
 */
export function runReference(text: string): { name: string; resources: readonly Resource<Run>[] } {
  const slash = text.indexOf('/');
  if (slash < 0) return { name: text, resources: [k6s, testRuns] };
  const resources = Object.hasOwn(kindsByWord, text.slice(0, slash).toLowerCase()) ? kindsByWord[text.slice(0, slash).toLowerCase()] : undefined;
  const name = text.slice(slash + 1);
  if (resources === undefined || name === '') {
    throw new Failure(`"${text}" names no run`, { exitCode: exitCodes.usage, hint: 'write NAME, k6/NAME or testrun/NAME' });
  }
  return { name, resources };
}

/**
 * The run that `text` names (`NAME`, `k6/NAME`, `testrun/NAME`); of a bare name K6 first.
 * @throws Failure notFound, with the names that come near; KubeError, NotFound where the cluster knows none of the kinds
 */
export async function findRun(client: Client, namespace: string, text: string): Promise<Run> {
  const { name, resources } = runReference(text);
  const missing: KubeError[] = [];
  for (const resource of resources) {
    const found = await orNotFound(client.get(resource, { namespace, name }));
    if (!isKubeError(found)) return found;
    missing.push(found);
  }
  // The answer for a kind that is not there names no object.
  if (missing.every(({ details }) => details?.name === undefined)) throw missing[0] as KubeError;
  const near = nearest(name, await runNames(client, namespace, resources));
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `see what there is with: kubectl k6 list -n ${namespace}, or -A for all namespaces`;
  throw new Failure(`there is no run "${text}" in namespace ${namespace}`, { exitCode: exitCodes.notFound, hint });
}

async function runNames(client: Client, namespace: string, resources: readonly Resource<Run>[]): Promise<string[]> {
  // A hint is not worth another failure.
  const lists = await Promise.all(resources.map((resource) => client.list(resource, { namespace, limit: 500 }).catch(() => ({ items: [] as Run[] }))));
  return [...new Set(lists.flatMap(({ items }) => items.map((run) => run.metadata.name)))];
}

async function orNotFound<T extends KubeObject>(promise: Promise<T>): Promise<T | KubeError> {
  try {
    return await promise;
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return error;
    throw error;
  }
}
