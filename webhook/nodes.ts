import type { Logger } from 'pino';
import type { Client } from '../kube/client.ts';
import { sleep } from '../kube/clock.ts';
import { nodes, type Node } from '../kube/resources.ts';

const everyMs = 5 * 60_000;
/** A cluster with more nodes than that has room for any run, and its list would take much memory. */
const mostNodes = 1000;
const closed: ReadonlySet<string> = new Set(['NoSchedule', 'NoExecute']);

export interface NodeCountOptions {
  client: Client;
  signal: AbortSignal;
  log: Logger;
  /** Milliseconds between two counts; five minutes by default. */
  intervalMs?: number;
}

/**
 * Keeps `set` told of how many nodes a pod without tolerations can be scheduled on, until `signal` aborts; undefined where that cannot be
 * known, because the right to list nodes is missing or there are too many to read. Never rejects.
 */
export async function countNodes({ client, signal, log, intervalMs = everyMs }: NodeCountOptions, set: (count: number | undefined) => void): Promise<void> {
  let failing = false;
  do {
    try {
      const { items } = await client.list(nodes, { limit: mostNodes, signal });
      set(items.length < mostNodes ? items.filter(isOpen).length : undefined);
      failing = false;
    } catch (error) {
      set(undefined);
      if (!failing && !signal.aborted) log.info({ err: error }, 'the nodes cannot be counted, so nobody is warned that a run wants more of them than there are');
      failing = true;
    }
    await sleep(intervalMs, signal);
  } while (!signal.aborted);
}

function isOpen({ spec }: Node): boolean {
  return spec?.unschedulable !== true && !(spec?.taints ?? []).some(({ effect }) => closed.has(effect));
}
