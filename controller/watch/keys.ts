import { labels } from '../../api/labels.ts';
import type { KubeObject } from '../../api/kubernetes.ts';
import { kinds, type Kind, type Run } from '../../api/run.ts';

/** Names a run in the queue. */
export interface RunKey {
  kind: Kind;
  namespace: string;
  name: string;
}

export function formatKey({ kind, namespace, name }: RunKey): string {
  return `${kind}/${namespace}/${name}`;
}

/** @throws RangeError for a text that `formatKey` did not make */
export function parseKey(key: string): RunKey {
  const [kind, namespace, name] = key.split('/');
  if (!isKind(kind) || namespace === undefined || name === undefined) throw new RangeError(`"${key}" is not the key of a run`);
  return { kind, namespace, name };
}

export function keyOf({ kind, metadata: { namespace, name } }: Run): string {
  return formatKey({ kind, namespace, name });
}

/**
 * The runs that a Job or pod may matter to: those with its label's name, of either kind and whatever their UID,
 * since a new run also waits for the children of an older one to go.
 */
export function keysOfChild(child: KubeObject): string[] {
  const name = child.metadata?.labels?.[labels.run];
  const namespace = child.metadata?.namespace;
  if (name === undefined || namespace === undefined) return [];
  return Object.keys(kinds).filter(isKind).map((kind) => formatKey({ kind, namespace, name }));
}

function isKind(text: string | undefined): text is Kind {
  return text !== undefined && Object.hasOwn(kinds, text);
}
