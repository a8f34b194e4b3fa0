import { labels } from '../../api/labels.ts';
import type { Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { jobs } from '../../kube/resources.ts';

/** The labels say only the run's name, which an earlier run may have had, or one of the other kind: the Jobs' owners tell. */
export class Owners {
  readonly #client: Client;
  readonly #run: Run;
  /** By UID of a Job: whether the run owns it. */
  readonly #known = new Map<string, boolean>();
  #listing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #forbidden = false;

  constructor(client: Client, run: Run) {
    this.#client = client;
    this.#run = run;
  }

  /** Whether the pod is one of the run's. For somebody who may not list Jobs, whether it is no older than the run. @throws KubeError */
  async owns(pod: Pod): Promise<boolean> {
    const job = pod.metadata?.ownerReferences?.find(({ kind }) => kind === 'Job')?.uid;
    if (job === undefined) return false;
    if (!this.#known.has(job) && !this.#forbidden) await this.#refresh();
    if (this.#forbidden) return !isOlder(pod, this.#run);
    // A Job that a list made after its pod does not have is gone for good.
    if (!this.#known.has(job)) this.#known.set(job, false);
    return this.#known.get(job) === true;
  }

  /** One list that begins from now on, shared by all who ask before it begins: a pod is made after its Job, so it has the Job. */
  #refresh(): Promise<void> {
    this.#next ??= this.#listing.catch(() => undefined).then(() => {
      this.#next = undefined;
      this.#listing = this.#list();
      return this.#listing;
    });
    return this.#next;
  }

  async #list(): Promise<void> {
    const { namespace, name, uid } = this.#run.metadata;
    try {
      const { items } = await this.#client.list(jobs, { namespace, labelSelector: `${labels.run}=${name}` });
      for (const { metadata } of items) {
        this.#known.set(metadata?.uid ?? '', metadata?.ownerReferences?.some((owner) => owner.uid === uid) === true);
      }
    } catch (error) {
      if (!isKubeError(error, 'Forbidden')) throw error;
      this.#forbidden = true;
    }
  }
}

function isOlder(pod: Pod, run: Run): boolean {
  return Date.parse(String(pod.metadata?.creationTimestamp)) < Date.parse(String(run.metadata.creationTimestamp));
}
