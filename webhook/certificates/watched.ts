import type { KubeObject } from '../../api/kubernetes.ts';
import { isOlder } from '../../kube/changes.ts';
import type { Client, Ref } from '../../kube/client.ts';
import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { startReflector, type Reflector } from '../../kube/reflector.ts';
import type { Resource } from '../../kube/resources.ts';

export interface WatchedOptions {
  signal: AbortSignal;
  onChange: () => void;
  onError: (error: KubeError) => void;
}

/** How long the answer to a call outranks a watch that is behind it, ms. */
const trusted = 30_000;

/** One object by its name, kept up to date by a watch; rights by resourceNames suffice for that. */
export class Watched<T extends KubeObject> {
  /** Whether the API server has answered at all. */
  synced = false;
  readonly done: Promise<unknown>;
  readonly #client: Client;
  readonly #resource: Resource<T>;
  readonly #ref: Ref;
  readonly #reflector: Reflector<T>;
  #answer: { object: T; at: number } | undefined;

  constructor(client: Client, resource: Resource<T>, ref: Ref, { signal, onChange, onError }: WatchedOptions) {
    this.#client = client;
    this.#resource = resource;
    this.#ref = ref;
    const fieldSelector = `metadata.name=${ref.name}`;
    this.#reflector = startReflector(client, resource, { namespace: ref.namespace, fieldSelector, signal, onChange, onError });
    this.done = this.#reflector.done;
    this.#reflector.synced.then(() => {
      this.synced = true;
      onChange();
    }, () => undefined);
  }

  /** The object as last seen; undefined: not there, or not known yet. */
  get(): T | undefined {
    const seen = this.#reflector.store.byName(this.#ref.namespace ?? '', this.#ref.name);
    const { object, at } = this.#answer ?? { at: -Infinity };
    const behind = isOlder(seen?.metadata?.resourceVersion, object?.metadata?.resourceVersion);
    return behind && performance.now() - at < trusted ? object : seen;
  }

  /** The object as it is now. @throws KubeError when that cannot be told */
  async read(signal: AbortSignal): Promise<T | undefined> {
    try {
      return this.take(await this.#client.get(this.#resource, this.#ref, signal));
    } catch (error) {
      if (isKubeError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  /** Takes note of the API server's answer to a write. */
  take(object: T): T {
    this.#answer = { object, at: performance.now() };
    return object;
  }
}
