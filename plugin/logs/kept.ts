import { annotations, type Role } from '../../api/labels.ts';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { summaryName } from '../../api/names.ts';
import type { LogLine } from '../../kube/logposition.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps } from '../../kube/resources.ts';
import type { Piece } from './merge.ts';
import { selects, type Selection } from './select.ts';
import { bySource } from './source.ts';

/** Which run's kept logs are meant; without a UID the last one of that name. */
export interface KeptOf {
  namespace: string;
  name: string;
  uid?: string | undefined;
}

/**
 * The ends of the logs as the operator keeps them in `<name>-summary`, which outlives the pods; without times. Undefined where there are none.
 * @param tailLines of each log
 */
export async function keptLogs(client: Client, of: KeptOf, selection: Selection, tailLines?: number): Promise<Piece[] | undefined> {
  const kept = await summaryOf(client, of);
  if (kept === undefined) return undefined;
  const pieces = Object.entries(kept.data ?? {}).map(([key, text]) => pieceOf(of.namespace, key, text, tailLines)).filter((piece) => piece !== undefined);
  return pieces.filter(({ source }) => selects(source, selection)).sort((left, right) => bySource(left.source, right.source));
}

async function summaryOf(client: Client, { namespace, name, uid }: KeptOf): Promise<ConfigMap | undefined> {
  try {
    const found = await client.get(configMaps, { namespace, name: summaryName(name) });
    const owner = found.metadata?.annotations?.[annotations.runUid];
    return owner !== undefined && (uid === undefined || owner === uid) ? found : undefined;
  } catch (error) {
    if (isKubeError(error, 'NotFound', 'Forbidden')) return undefined;
    throw error;
  }
}

function pieceOf(namespace: string, key: string, text: string, tailLines: number | undefined): Piece | undefined {
  const [, name = '', index] = /^([a-z]+?)(?:-(\d+))?\.log$/.exec(key) ?? [];
  const role = (['runner', 'initializer', 'starter', 'stopper', 'teardown'] satisfies Role[]).find((one) => one === name);
  if (role === undefined) return undefined;
  const source = { role, ...(index === undefined ? {} : { runner: Number(index) }), namespace, pod: '', uid: '', container: '' };
  const lines = text.replace(/\n$/, '').split('\n').map((line): LogLine => ({ timestamp: '', line }));
  return { source, lines: tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - tailLines)) };
}
