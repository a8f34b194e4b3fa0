import type { Job, KubeObject, Pod } from '../../api/kubernetes.ts';
import { labels } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import type { Client, List } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { events, jobs, pods } from '../../kube/resources.ts';
import type { RunObjects } from '../view/children.ts';
import { isOver } from '../view/verdict.ts';

/** What a run's Jobs and pods are found by; whose they are is said by the owner's UID alone. */
export function childSelector({ metadata }: { metadata: { name: string } }): string {
  return `${labels.run}=${metadata.name}`;
}

/** Jobs and pods that carry a run's name, of this run or of an earlier one. */
export interface Children {
  jobs: Job[];
  pods: Pod[];
  /** What the user may not list. */
  hidden: string[];
}

/** Asks for them by the run's name alone, and so along with the run itself. */
export async function readChildren(client: Client, { namespace, name }: { namespace: string; name: string }): Promise<Children> {
  const hidden: string[] = [];
  const options = { namespace, labelSelector: childSelector({ metadata: { name } }) };
  const [foundJobs, foundPods] = await Promise.all([
    visible(client.list(jobs, options), () => hidden.push('Jobs')), visible(client.list(pods, options), () => hidden.push('pods')),
  ]);
  return { jobs: foundJobs, pods: foundPods, hidden };
}

/**
 * Reads what is known of the run's Jobs and pods.
 * @param warn told where the user may not see one of them; the rest is shown all the same
 * @param reading where they are on their way already
 */
export async function readObjects(client: Client, run: Run, warn: (line: string) => void, reading?: Promise<Children>): Promise<RunObjects> {
  const { namespace } = run.metadata;
  const children = await (reading ?? readChildren(client, run.metadata));
  // Events tell why a pod is missing or cannot mount a volume; both are of interest only before the end.
  const allRun = children.pods.length >= children.jobs.length && children.pods.every(({ status }) => status?.phase !== 'Pending');
  const hidden = [...children.hidden];
  const told = isOver(run) || allRun ? [] : await visible(client.list(events, { namespace, fieldSelector: 'type=Warning' }), () => hidden.push('events'));
  for (const what of hidden) warn(`not shown: ${what} (you may not list them in namespace ${namespace})`);
  return { run, jobs: children.jobs, pods: children.pods, events: told };
}

async function visible<T extends KubeObject>(list: Promise<List<T>>, onForbidden: () => void): Promise<T[]> {
  try {
    return (await list).items;
  } catch (error) {
    if (!isKubeError(error, 'Forbidden')) throw error;
    onForbidden();
    return [];
  }
}
