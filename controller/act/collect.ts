import pLimit from 'p-limit';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { annotations, appLabel, labels, manager } from '../../api/labels.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError, KubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import { ownerReference } from '../jobs/common/owner.ts';
import type { Action, LogSource } from '../plan/types.ts';

/** A ConfigMap holds 1 MiB; some of it goes to keys and metadata. */
const roomBytes = 900 * 1024;
const mostBytesEach = 16 * 1024;
/** k6's end-of-test summary has some 30 lines; scripts with many checks have more. */
const tailLines = 250;
const logTimeoutMilliseconds = 10_000;

interface CollectHands {
  client: Client;
  concurrency: number;
  signal: AbortSignal;
}

/**
 * Keeps the end of each log, where k6 prints its summary, in the ConfigMap `<name>-summary`. A log that cannot be had leaves a line
 * that says why. A summary of an earlier run of the same name is replaced.
 */
export async function collectLogs(run: Run, action: Extract<Action, { do: 'collect-logs' }>, hands: CollectHands): Promise<void> {
  const room = Math.min(mostBytesEach, Math.floor(roomBytes / Math.max(1, action.sources.length)));
  const limit = pLimit(hands.concurrency);
  const entries = await Promise.all(action.sources.map((source) => limit(async () => [source.key, await readTail(run, source, { ...hands, room })] as const)));
  await store(summaryOf(run, Object.fromEntries(entries), action.keepWithoutOwner), hands);
}

async function readTail(run: Run, { pod, container }: LogSource, { client, signal, room }: CollectHands & { room: number }): Promise<string> {
  if (!pod) return 'no log: no pod of this runner was left\n';
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(logTimeoutMilliseconds)]);
    const text = await client.podLog({ namespace: run.metadata.namespace, name: pod.name }, { container, tailLines, signal: deadline });
    return lastBytes(text, room);
  } catch (error) {
    if (signal.aborted) throw error;
    return `no log: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}

/** The last `room` bytes of a text, from the beginning of a line where there is one. */
export function lastBytes(text: string, room: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= room) return text;
  const cut = bytes.subarray(bytes.length - room).toString('utf8');
  const line = cut.indexOf('\n');
  return line === -1 || line === cut.length - 1 ? cut.replace(/^\uFFFD+/, '') : cut.slice(line + 1);
}

function summaryOf(run: Run, data: Record<string, string>, withoutOwner: boolean): ConfigMap {
  const { name, namespace, uid } = run.metadata;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: summaryName(name),
      namespace,
      labels: { [labels.app]: appLabel, [labels.run]: name, [labels.managedBy]: manager },
      annotations: { [annotations.runUid]: uid },
      ownerReferences: withoutOwner ? [] : [ownerReference(run)],
    },
    data,
  };
}

/** What an earlier run left is replaced; a ConfigMap that somebody else made under that name is not ours to touch. */
async function replaceOlder(summary: ConfigMap, { client, signal }: Pick<CollectHands, 'client' | 'signal'>): Promise<void> {
  const { name = '', namespace = '' } = summary.metadata ?? {};
  const there = await client.get(configMaps, { namespace, name }, signal);
  if (there.metadata?.annotations?.[annotations.runUid] === undefined) {
    throw new KubeError('Invalid', `ConfigMap "${name}" exists and is not a run's summary; rename it to have the summaries kept`);
  }
  await client.replace(configMaps, summary, { signal });
}

async function store(summary: ConfigMap, { client, signal }: CollectHands): Promise<void> {
  try {
    await client.create(configMaps, summary, { signal });
  } catch (error) {
    if (!isKubeError(error, 'AlreadyExists')) throw error;
    await replaceOlder(summary, { client, signal });
  }
}
