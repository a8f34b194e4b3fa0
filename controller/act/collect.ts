import pLimit from 'p-limit';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { annotations, appLabel, labels, manager } from '../../api/labels.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError, KubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import { summaryKeys } from '../../api/summary/merged.ts';
import type { Streams } from '../collector/streams.ts';
import { ownerReference } from '../jobs/common/owner.ts';
import type { RunnerExport } from '../merge/types.ts';
import type { Action } from '../plan/types.ts';
import { fitLogs } from './fit.ts';
import { mergedFiles } from './merged.ts';
import { readEnd, type LogEnd } from './readend.ts';

export interface CollectHands {
  client: Client;
  concurrency: number;
  streams?: Streams;
  /** Milliseconds since the epoch. */
  now: () => number;
  signal: AbortSignal;
}

/** A log may have megabytes, so only a few are in memory at a time. */
const logsAtOnce = 8;

/**
 * Makes the ConfigMap `<name>-summary`: one summary of all runners, and the end of each log, where k6 prints its own. A log that cannot be had leaves
 * a line that says why. A summary of an earlier run of the same name is replaced.
 */
export async function collectLogs(run: Run, action: Extract<Action, { do: 'collect-logs' }>, hands: CollectHands): Promise<void> {
  const limit = pLimit(Math.min(hands.concurrency, logsAtOnce));
  const ends = await Promise.all(action.sources.map((source) => limit(() => readEnd(run, source, action.merge?.script?.trendStats, hands))));
  const files = action.merge ? mergedFiles(run, action.merge, { exports: ends.flatMap(exported), streams: hands.streams, now: hands.now() }) : {};
  await store(summaryOf(run, { ...files, ...fitLogs(ends, files) }, action.keepWithoutOwner), hands);
}

function exported({ summary }: LogEnd): RunnerExport[] {
  return summary ? [summary] : [];
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

/** Adds what the script's own handleSummary() printed to the summary that is there; done twice, it leaves the same. */
export async function keepHandled(run: Run, { pod, message }: Extract<Action, { do: 'keep-handled' }>, hands: CollectHands): Promise<void> {
  const { namespace, name } = run.metadata;
  const { text } = await readEnd(run, { key: summaryKeys.handleSummary, pod, container: 'k6' }, undefined, hands);
  const summary = await hands.client.get(configMaps, { namespace, name: summaryName(name) }, hands.signal);
  const said = `${text}${message}\n`;
  await hands.client.replace(configMaps, { ...summary, data: { ...summary.data, [summaryKeys.handleSummary]: said } }, { signal: hands.signal });
}
