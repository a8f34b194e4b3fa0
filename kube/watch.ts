import type { KubeObject } from '../api/kubernetes.ts';
import { fromStatus, KubeError, toKubeError, type Status } from './errors.ts';
import { readLines } from './lines.ts';
import { collectionPath, describe, withKind } from './paths.ts';
import type { Resource } from './resources.ts';
import type { Transport } from './transport.ts';

export interface WatchOptions {
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** Events after this one are sent. */
  resourceVersion: string;
  /** When the server ends the watch by itself, s. */
  timeoutSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface WatchEvent<T> {
  /** A bookmark's object has a resourceVersion and nothing else. */
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
}

/**
 * One watch, as long as it lasts: ends quietly when the server ends it.
 * @throws KubeError Gone when the resourceVersion is too old, whether the server says so in the status or in an ERROR event; Network for a
 * broken connection. A last line that was cut is dropped.
 */
export async function* watch<T extends KubeObject>(
  transport: Transport, resource: Resource<T>, options: WatchOptions,
): AsyncGenerator<WatchEvent<T>> {
  const { namespace, labelSelector, fieldSelector, resourceVersion, timeoutSeconds, signal } = options;
  const what = describe('watch', resource, { namespace });
  const stream = await transport.stream({
    method: 'GET',
    path: collectionPath(resource, namespace),
    query: { watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds, labelSelector, fieldSelector },
    what,
    signal,
  });
  try {
    for await (const line of readLines(stream)) yield parse(what, resource, line);
  } catch (error) {
    throw toKubeError(what, signal?.aborted === true ? signal.reason : error, signal?.aborted === true ? 'Aborted' : 'Network');
  }
}

function parse<T extends KubeObject>(what: string, resource: Resource<T>, line: string): WatchEvent<T> {
  let event: { type: string; object: T };
  try {
    event = JSON.parse(line) as typeof event;
  } catch (error) {
    throw new KubeError('Network', `${what}: a line that is not JSON`, { cause: error });
  }
  if (event.type === 'ERROR') {
    const status = event.object as Status;
    throw fromStatus(what, status.code ?? 500, status);
  }
  return { type: event.type as WatchEvent<T>['type'], object: withKind(resource, event.object) };
}
