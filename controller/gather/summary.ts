import { annotations } from '../../api/labels.ts';
import { summaryName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import { type Judgement, summaryKeys } from '../../api/summary/merged.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import { wrapperFile } from '../jobs/handlesummary/script.ts';
import type { World } from '../world.ts';

type Kept = Pick<World, 'summary' | 'judgement' | 'handleSummary'>;

interface From {
  client: Client;
  signal: AbortSignal;
  /** True where this run's logs could not be collected and no more tries are made. */
  summaryGivenUp: boolean;
}

/** What the ConfigMap `<name>-summary` says of this very run; one of an earlier run with that name says nothing. */
export async function summaryState({ metadata: { namespace, name, uid } }: Run, { client, signal, summaryGivenUp }: From): Promise<Kept> {
  if (summaryGivenUp) return { summary: 'unavailable' };
  try {
    const { metadata, data = {} } = await client.get(configMaps, { namespace, name: summaryName(name) }, signal);
    return metadata?.annotations?.[annotations.runUid] === uid ? kept(data) : { summary: 'absent' };
  } catch (error) {
    if (isKubeError(error, 'NotFound')) return { summary: 'absent' };
    throw error;
  }
}

function kept(data: Record<string, string>): Kept {
  const judgement = data[summaryKeys.judgement];
  return {
    summary: 'present',
    ...(judgement === undefined ? {} : { judgement: JSON.parse(judgement) as Judgement }),
    ...(Object.hasOwn(data, wrapperFile) ? { handleSummary: Object.hasOwn(data, summaryKeys.handleSummary) ? 'done' : 'due' } : {}),
  };
}
