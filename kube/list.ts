import type { KubeObject } from '../api/kubernetes.ts';
import { isKubeError } from './errors.ts';
import { collectionPath, describe, withKind } from './paths.ts';
import type { Resource } from './resources.ts';
import type { Transport } from './transport.ts';

export interface ListOptions {
  /** All namespaces when missing. */
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** At most so many items; all when missing. */
  limit?: number | undefined;
  /** Items per call. Default 500, as client-go's. */
  pageSize?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface List<T> {
  items: T[];
  resourceVersion: string;
}

interface Page<T> {
  items?: T[] | null;
  metadata?: { resourceVersion?: string; continue?: string };
}

/**
 * Reads page by page, all of one moment: no resourceVersion is asked for, so the answer is as new as the call. A 410 in between (the moment
 * was compacted away) starts over without pages, since one single answer cannot expire.
 */
export async function list<T extends KubeObject>(transport: Transport, resource: Resource<T>, options: ListOptions): Promise<List<T>> {
  try {
    return await readPages(transport, resource, options, Math.min(options.pageSize ?? 500, options.limit ?? Infinity));
  } catch (error) {
    if (!isKubeError(error, 'Gone')) throw error;
    return readPages(transport, resource, options, options.limit);
  }
}

async function readPages<T extends KubeObject>(
  transport: Transport, resource: Resource<T>, options: ListOptions, pageSize: number | undefined,
): Promise<List<T>> {
  const { namespace, labelSelector, fieldSelector, signal, limit = Infinity } = options;
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await transport.request({
      method: 'GET',
      path: collectionPath(resource, namespace),
      query: { labelSelector, fieldSelector, limit: pageSize, continue: next },
      what: describe('list', resource, { namespace }),
      signal,
    }) as Page<T>;
    for (const item of page.items ?? []) items.push(withKind(resource, item));
    next = page.metadata?.continue;
    if (!next || items.length >= limit) return { items: items.slice(0, limit), resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
}
