import type { KubeObject } from '../../api/kubernetes.ts';
import { createClient } from '../../kube/client.ts';
import { configMaps, jobs, k6s, pods, type Resource } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { testKubeConfig } from '../setup/kubeconfig.ts';

/** That an object came or went. */
export interface PastEvent {
  type: string;
  kind: string;
  uid: string;
  /** The whole cluster's order: one etcd counts the writes of all resources. */
  version: bigint;
}

export interface Past {
  /** Ends the watching; gives all that happened, in order. */
  end: () => Promise<PastEvent[]>;
}

/** Watches a run's name and all that carries its label, from now on. */
export async function follow(namespace: string, run: string): Promise<Past> {
  const transport = createTransport(testKubeConfig());
  const client = createClient(transport);
  const ending = new AbortController();
  const events: PastEvent[] = [];
  const { resourceVersion } = await client.list(configMaps, { namespace });
  const watchOne = async (resource: Resource<KubeObject>, selector: { labelSelector?: string; fieldSelector?: string }): Promise<void> => {
    try {
      for await (const { type, object: { metadata } } of client.watch(resource, { namespace, resourceVersion, timeoutSeconds: 600, signal: ending.signal, ...selector })) {
        if (type === 'ADDED' || type === 'DELETED') events.push({ type, kind: resource.kind, uid: metadata?.uid ?? '', version: BigInt(metadata?.resourceVersion ?? 0) });
      }
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    }
  };
  const watching = Promise.all([
    watchOne(k6s, { fieldSelector: `metadata.name=${run}` }),
    ...[jobs, pods, configMaps].map((resource) => watchOne(resource, { labelSelector: `k6_cr=${run}` })),
  ]);
  watching.catch(() => undefined);
  return {
    end: async () => {
      ending.abort();
      await watching;
      await transport.close();
      return events.toSorted((one, other) => Number(one.version - other.version));
    },
  };
}

/** The objects of a kind that came to be, in order. */
export function made(events: readonly PastEvent[], kind: string): PastEvent[] {
  return events.filter((event) => event.type === 'ADDED' && event.kind === kind);
}
