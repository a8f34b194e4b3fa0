import type { Readable } from 'node:stream';
import type { KubeObject } from '../api/kubernetes.ts';
import { isKubeError } from './errors.ts';
import { list, type List, type ListOptions } from './list.ts';
import { collectionPath, describe, objectPath, refOf, requireNamespace, withKind, type Ref } from './paths.ts';
import { pods, type Resource } from './resources.ts';
import type { KubeRequest, Transport } from './transport.ts';
import { watch, type WatchEvent, type WatchOptions } from './watch.ts';

export type { Ref } from './paths.ts';
export type { List, ListOptions } from './list.ts';
export type { WatchEvent, WatchOptions } from './watch.ts';

export interface CreateOptions {
  /** The whole way through admission and validation, and nothing is stored. */
  dryRun?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface PatchOptions {
  /** Default merge (RFC 7386); strategic does not work on custom resources. */
  type?: 'merge' | 'json' | 'strategic' | undefined;
  subresource?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface ReplaceOptions {
  subresource?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface ApplyOptions {
  fieldManager: string;
  /** Takes fields over that another manager owns; without it that is a Conflict. */
  force?: boolean | undefined;
  /** The whole way through admission and validation, and nothing is stored. */
  dryRun?: boolean | undefined;
  subresource?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface DeleteOptions {
  /** Deletes only the object with this UID; another one under the same name counts as success, since the one that was meant is gone. */
  uid?: string | undefined;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  gracePeriodSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface LogOptions {
  container?: string | undefined;
  tailLines?: number | undefined;
  limitBytes?: number | undefined;
  /** The container's run before this one. */
  previous?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface LogStreamOptions extends LogOptions {
  follow?: boolean | undefined;
  /** Each line begins with its RFC 3339 time and a blank. */
  timestamps?: boolean | undefined;
  /** RFC 3339; the API server cuts fractions of a second off. */
  sinceTime?: string | undefined;
  sinceSeconds?: number | undefined;
}

/** The verbs. All throw KubeError; objects are raw JSON with apiVersion and kind. */
export interface Client {
  get<T extends KubeObject>(resource: Resource<T>, ref: Ref, signal?: AbortSignal): Promise<T>;
  list<T extends KubeObject>(resource: Resource<T>, options?: ListOptions): Promise<List<T>>;
  /** The namespace is the object's own. */
  create<T extends KubeObject>(resource: Resource<T>, object: T, options?: CreateOptions): Promise<T>;
  patch<T extends KubeObject>(resource: Resource<T>, ref: Ref, patch: object, options?: PatchOptions): Promise<T>;
  /** Conflict when the object's metadata.resourceVersion is no longer the stored one. */
  replace<T extends KubeObject>(resource: Resource<T>, object: T, options?: ReplaceOptions): Promise<T>;
  /** Server-side apply: creates the object or brings the fields it names to what it says. */
  apply<T extends KubeObject>(resource: Resource<T>, object: T, options: ApplyOptions): Promise<T>;
  /** NotFound is success. */
  delete(resource: Resource<KubeObject>, ref: Ref, options?: DeleteOptions): Promise<void>;
  podLog(ref: Ref, options?: LogOptions): Promise<string>;
  podLogStream(ref: Ref, options?: LogStreamOptions): Promise<Readable>;
  /** One watch without any resuming; a reflector is what most callers want. */
  watch<T extends KubeObject>(resource: Resource<T>, options: WatchOptions): AsyncGenerator<WatchEvent<T>>;
}

const patchTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

type ObjectCall = Omit<KubeRequest, 'path'> & { subresource?: string | undefined };

export function createClient(transport: Transport): Client {
  return new HttpClient(transport);
}

class HttpClient implements Client {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get<T extends KubeObject>(resource: Resource<T>, ref: Ref, signal?: AbortSignal): Promise<T> {
    return this.#one(resource, 'get', ref, { method: 'GET', signal });
  }

  list<T extends KubeObject>(resource: Resource<T>, options: ListOptions = {}): Promise<List<T>> {
    return list(this.#transport, resource, options);
  }

  async create<T extends KubeObject>(resource: Resource<T>, object: T, { dryRun = false, signal }: CreateOptions = {}): Promise<T> {
    const ref = refOf(object);
    requireNamespace(resource, ref.namespace);
    return await this.#transport.request({
      method: 'POST',
      path: collectionPath(resource, ref.namespace),
      ...(dryRun && { query: { dryRun: 'All' } }),
      body: withKind(resource, object),
      what: describe('create', resource, ref),
      signal,
    }) as T;
  }

  patch<T extends KubeObject>(resource: Resource<T>, ref: Ref, patch: object, options: PatchOptions = {}): Promise<T> {
    const { type = 'merge', subresource, signal } = options;
    return this.#one(resource, 'patch', ref, { method: 'PATCH', body: patch, contentType: patchTypes[type], subresource, signal });
  }

  replace<T extends KubeObject>(resource: Resource<T>, object: T, options: ReplaceOptions = {}): Promise<T> {
    const { subresource, signal } = options;
    return this.#one(resource, 'replace', refOf(object), { method: 'PUT', body: withKind(resource, object), subresource, signal });
  }

  apply<T extends KubeObject>(resource: Resource<T>, object: T, options: ApplyOptions): Promise<T> {
    const { fieldManager, force, dryRun = false, subresource, signal } = options;
    const request = { body: withKind(resource, object), contentType: patchTypes.apply, query: { fieldManager, force, ...(dryRun && { dryRun: 'All' }) }, subresource, signal };
    return this.#one(resource, 'apply', refOf(object), { method: 'PATCH', ...request });
  }

  async delete(resource: Resource<KubeObject>, ref: Ref, options: DeleteOptions = {}): Promise<void> {
    const { uid, propagationPolicy, gracePeriodSeconds, signal } = options;
    const preconditions = uid === undefined ? undefined : { uid };
    try {
      await this.#one(resource, 'delete', ref, { method: 'DELETE', body: { preconditions, propagationPolicy, gracePeriodSeconds }, signal });
    } catch (error) {
      if (isKubeError(error, 'NotFound')) return;
      if (uid !== undefined && isKubeError(error, 'Conflict') && await this.#gone(resource, ref, uid, signal)) return;
      throw error;
    }
  }

  async podLog(ref: Ref, options: LogOptions = {}): Promise<string> {
    const { signal, ...query } = options;
    const path = objectPath(pods, ref, 'log');
    return await this.#transport.request({ method: 'GET', path, query, what: describe('log of', pods, ref), signal }) as string;
  }

  podLogStream(ref: Ref, options: LogStreamOptions = {}): Promise<Readable> {
    const { signal, ...query } = options;
    const path = objectPath(pods, ref, 'log');
    return this.#transport.stream({ method: 'GET', path, query, what: describe('log of', pods, ref), signal });
  }

  watch<T extends KubeObject>(resource: Resource<T>, options: WatchOptions): AsyncGenerator<WatchEvent<T>> {
    return watch(this.#transport, resource, options);
  }

  async #one<T extends KubeObject>(resource: Resource<T>, verb: string, ref: Ref, call: ObjectCall): Promise<T> {
    const { subresource, ...request } = call;
    const path = objectPath(resource, ref, subresource);
    return await this.#transport.request({ ...request, path, what: describe(verb, resource, ref) }) as T;
  }

  /** A failed precondition is a Conflict like any other; only a look tells whether the UID was why. */
  async #gone(resource: Resource<KubeObject>, ref: Ref, uid: string, signal?: AbortSignal): Promise<boolean> {
    try {
      return (await this.get(resource, ref, signal)).metadata?.uid !== uid;
    } catch (error) {
      return isKubeError(error, 'NotFound');
    }
  }
}
