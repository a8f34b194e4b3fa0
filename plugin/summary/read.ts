import { annotations } from '../../api/labels.ts';
import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { summaryKeys, type MergedSummary } from '../../api/summary/merged.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import { parseSummary } from './parse.ts';

/** Which run's summary is meant; without a UID the last one of that name. */
export interface SummaryOf {
  namespace: string;
  name: string;
  uid?: string | undefined;
}

/**
 * What ConfigMap `<name>-summary` keeps of a run, by key; undefined where there is none, or where it is of another run with this name.
 * @throws KubeError, Forbidden where the user may not read it
 */
export async function readKept(client: Client, { namespace, name, uid }: SummaryOf): Promise<Record<string, string> | undefined> {
  try {
    const { metadata, data } = await client.get(configMaps, { namespace, name: summaryName(name) });
    const owner = metadata?.annotations?.[annotations.runUid];
    return owner !== undefined && (uid === undefined || owner === uid) ? data ?? {} : undefined;
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** The run's merged summary; undefined where none was kept. Throws as `readKept` does. */
export async function readSummary(client: Client, { metadata }: Run): Promise<MergedSummary | undefined> {
  const text = (await readKept(client, metadata))?.[summaryKeys.summary];
  return text === undefined ? undefined : parseSummary(text);
}
