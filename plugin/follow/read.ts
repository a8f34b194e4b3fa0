import type { CoreEvent, KubeObject } from '../../api/kubernetes.ts';
import { labels } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { events, jobs, pods, type Resource } from '../../kube/resources.ts';
import type { RunObjects } from '../view/children.ts';
import { isOver } from '../view/verdict.ts';

/** What a run's Jobs and pods are found by; whose they are is said by the owner's UID alone. */
export function childSelector({ metadata }: Run): string {
  return `${labels.run}=${metadata.name}`;
}

/**
 * Reads what is known of the run's Jobs and pods.
 * @param warn told where the user may not see one of them; the rest is shown all the same
 */
export async function readObjects(client: Client, run: Run, warn: (line: string) => void): Promise<RunObjects> {
  const { namespace } = run.metadata;
  const options = { namespace, labelSelector: childSelector(run) };
  const visible = async <T extends KubeObject>(what: string, resource: Resource<T>, more: object = options): Promise<T[]> => {
    try {
      return (await client.list(resource, { namespace, ...more })).items;
    } catch (error) {
      if (!isKubeError(error, 'Forbidden')) throw error;
      warn(`not shown: ${what} (you may not list them in namespace ${namespace})`);
      return [];
    }
  };
  const [foundJobs, foundPods] = await Promise.all([visible('Jobs', jobs), visible('pods', pods)]);
  // Events tell why a pod is missing or cannot mount a volume; both are of interest only before the end.
  const allRun = foundPods.length >= foundJobs.length && foundPods.every(({ status }) => status?.phase !== 'Pending');
  const told: CoreEvent[] = isOver(run) || allRun ? [] : await visible('events', events, { fieldSelector: 'type=Warning' });
  return { run, jobs: foundJobs, pods: foundPods, events: told };
}
