import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import type { KubeError } from '../../kube/errors.ts';
import { startReflector, type Reflector } from '../../kube/reflector.ts';
import type { Resource } from '../../kube/resources.ts';

export interface RunWatchOptions {
  namespace: string;
  name: string;
  signal: AbortSignal;
  onError: (error: KubeError) => void;
}

/** One name of one kind, and what stands under it at each moment. */
export class RunWatch {
  /** Settles with the first answer of the API server. */
  readonly synced: Promise<void>;
  readonly #reflector: Reflector<Run>;
  readonly #options: RunWatchOptions;
  readonly #listeners = new Set<() => void>();
  /** What was last seen of each run, also of one that is gone. */
  readonly #last = new Map<string, Run>();

  constructor(client: Client, resource: Resource<Run>, options: RunWatchOptions) {
    const { namespace, name, signal, onError } = options;
    this.#options = options;
    this.#reflector = startReflector(client, resource, {
      namespace,
      fieldSelector: `metadata.name=${name}`,
      signal,
      onError,
      onChange: ({ object }) => {
        this.#last.set(object.metadata.uid, object);
        for (const listener of this.#listeners) listener();
      },
    });
    this.synced = this.#reflector.synced;
  }

  current(): Run | undefined {
    return this.#reflector.store.byName(this.#options.namespace, this.#options.name);
  }

  /** The last that was seen of the run with this UID. */
  last(uid: string): Run | undefined {
    return this.#last.get(uid);
  }

  isGone(uid: string): boolean {
    return this.#last.has(uid) && this.#reflector.store.get(uid) === undefined;
  }

  /**
   * Waits until `check` gives something, asked after every change.
   * @returns undefined when `seconds` passed or the signal aborted before
   */
  async until<T>(check: () => T | undefined, { seconds, signal }: { seconds?: number | undefined; signal?: AbortSignal | undefined } = {}): Promise<T | undefined> {
    const { promise, resolve } = Promise.withResolvers<T | undefined>();
    const look = (): void => {
      const found = check();
      if (found !== undefined) resolve(found);
    };
    const give = (): void => resolve(undefined);
    this.#listeners.add(look);
    const timer = seconds === undefined ? undefined : setTimeout(give, seconds * 1000);
    signal?.addEventListener('abort', give, { once: true });
    try {
      look();
      if (signal?.aborted === true) give();
      return await promise;
    } finally {
      this.#listeners.delete(look);
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
    }
  }
}
