import type { KubeObject } from '../api/kubernetes.ts';
import { Backoff } from './backoff.ts';
import { isOlder, remove, replaceAll, upsert, type Change } from './changes.ts';
import type { Client, WatchEvent } from './client.ts';
import { sleep } from './clock.ts';
import { isKubeError, KubeError, toKubeError } from './errors.ts';
import { describe } from './paths.ts';
import type { Resource } from './resources.ts';
import { Store, type Index } from './store.ts';

export type { Change } from './changes.ts';

export interface ReflectorOptions<T> {
  /** All namespaces when missing. */
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  indexes?: Record<string, Index<T>> | undefined;
  /** Told of every change after the store has it, in order. What it throws, or rejects with, goes to onError and stops nothing. */
  onChange: (change: Change<T>) => unknown;
  /** Told of every failed list or watch; the reflector goes on by itself. */
  onError?: ((error: KubeError) => void) | undefined;
  signal: AbortSignal;
  /** A watch without event or bookmark for so long is cut and resumed, ms. Default 150 s: the API server sends a bookmark each minute. */
  watchdogMs?: number | undefined;
  /** First delay after a failure, ms. Default 800, as client-go's; then doubled up to 30 s. */
  backoffMs?: number | undefined;
  /** Items per list call. Default 500. */
  pageSize?: number | undefined;
}

export interface Reflector<T extends KubeObject> {
  readonly store: Store<T>;
  /** Settles when onChange was called for everything of the first list; rejects only when the signal aborted before. */
  readonly synced: Promise<void>;
  /** Resolves when the signal aborted and no more calls of onChange come; never rejects. */
  readonly done: Promise<void>;
}

/**
 * A copy of the API server's objects that keeps itself up to date: a list, then watches that resume where the last one broke. It survives
 * whatever the network and the server do to it, and never delivers an older state of an object after a newer one.
 * A resource that does not exist (yet) is tried again and again like any other failure.
 */
export function startReflector<T extends KubeObject>(client: Client, resource: Resource<T>, options: ReflectorOptions<T>): Reflector<T> {
  const loop = new Loop(client, resource, options);
  const done = loop.run();
  // Nobody has to wait for the first list.
  loop.synced.promise.catch(() => undefined);
  return { store: loop.store, synced: loop.synced.promise, done };
}

/** A watch that lasted this long, or brought anything, was no failure. */
const healthyMs = 1000;
/** So often in a row a list may be older than what was already delivered before it is believed: the server's data was restored. */
const staleLists = 3;

class Loop<T extends KubeObject> {
  readonly store: Store<T>;
  readonly synced = Promise.withResolvers<undefined>();
  readonly #client: Client;
  readonly #resource: Resource<T>;
  readonly #options: ReflectorOptions<T>;
  readonly #backoff: Backoff;
  /** Everything up to here was delivered; undefined: a list is needed. */
  #resourceVersion: string | undefined;
  /** The newest resource version ever seen. */
  #newest: string | undefined;
  /** The last watch failed with Gone. */
  #expired = false;
  #staleLists = 0;

  constructor(client: Client, resource: Resource<T>, options: ReflectorOptions<T>) {
    this.#client = client;
    this.#resource = resource;
    this.#options = options;
    this.store = new Store(options.indexes);
    this.#backoff = new Backoff({ initialMs: options.backoffMs ?? 800, maxMs: 30_000, jitter: 1 });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const what = describe('watch', this.#resource);
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) await this.#list();
        await this.#watch();
      } catch (error) {
        await this.#recover(toKubeError(what, error, 'Unknown'));
      }
    }
    this.synced.reject(new KubeError('Aborted', `${what}: aborted`, { cause: signal.reason }));
  }

  async #recover(error: KubeError): Promise<void> {
    if (this.#options.signal.aborted) return;
    // Expired is ordinary after a long break, and no news to anybody; expired again right after the list is not.
    const expired = isKubeError(error, 'Gone') && !this.#expired;
    this.#expired = isKubeError(error, 'Gone');
    if (!expired) this.#report(error);
    const refused = error.status !== undefined && !isKubeError(error, 'TooManyRequests', 'Unavailable', 'Timeout');
    // What a refused watch missed, only a list can tell.
    if (refused) this.#resourceVersion = undefined;
    if (expired) return;
    await sleep(Math.max((error.retryAfterSeconds ?? 0) * 1000, this.#backoff.next()), this.#options.signal);
  }

  async #list(): Promise<void> {
    const { namespace, labelSelector, fieldSelector, pageSize, signal } = this.#options;
    const list = await this.#client.list(this.#resource, { namespace, labelSelector, fieldSelector, pageSize, signal });
    if (isOlder(list.resourceVersion, this.#newest) && this.#staleLists < staleLists) {
      this.#staleLists += 1;
      throw new KubeError('Unavailable', `${describe('list', this.#resource)}: the answer is older than what is already known`);
    }
    this.#staleLists = 0;
    this.#deliver(replaceAll(this.store, list.items));
    this.#resourceVersion = list.resourceVersion;
    this.#newest = list.resourceVersion;
    this.synced.resolve(undefined);
  }

  /** One watch. Returns when it ended in a way that the next one may follow at once. */
  async #watch(): Promise<void> {
    const what = describe('watch', this.#resource);
    const start = performance.now();
    const first = this.#resourceVersion;
    const failure = await this.#events(what).then(() => undefined, (error: unknown) => toKubeError(what, error, 'Unknown'));
    const healthy = performance.now() - start > healthyMs || this.#resourceVersion !== first;
    const broken = failure !== undefined && isKubeError(failure, 'Network', 'Timeout') && failure.status === undefined;
    if (failure !== undefined && !(broken && healthy)) throw failure;
    if (!healthy) throw new KubeError('Unavailable', `${what}: ended at once`);
    this.#backoff.reset();
    this.#expired = false;
    if (failure !== undefined && !this.#options.signal.aborted) this.#report(failure);
  }

  async #events(what: string): Promise<void> {
    const { namespace, labelSelector, fieldSelector, signal, watchdogMs = 150_000 } = this.#options;
    const watchdog = new Watchdog(what, watchdogMs, signal);
    // Spread, so that not every watch of every client ends in the same minute.
    const timeoutSeconds = Math.round(300 * (1 + Math.random()));
    const resourceVersion = this.#resourceVersion ?? '';
    const options = { namespace, labelSelector, fieldSelector, resourceVersion, timeoutSeconds, signal: watchdog.signal };
    try {
      for await (const event of this.#client.watch(this.#resource, options)) {
        if (signal.aborted) return;
        watchdog.feed();
        this.#handle(event);
      }
    } finally {
      watchdog.stop();
    }
  }

  #handle(event: WatchEvent<T>): void {
    const version = event.object.metadata?.resourceVersion;
    // A server that is behind may send again what was already delivered.
    if (isOlder(version, this.#resourceVersion)) return;
    if (event.type === 'ADDED' || event.type === 'MODIFIED') this.#deliver(upsert(this.store, event.object));
    if (event.type === 'DELETED') this.#deliver(remove(this.store, event.object));
    if (version === undefined) return;
    this.#resourceVersion = version;
    this.#newest = version;
  }

  #deliver(changes: Change<T>[]): void {
    const failed = (error: unknown): void => {
      this.#report(toKubeError(`handler of ${this.#resource.plural}`, error, 'Unknown'));
    };
    for (const change of changes) {
      try {
        // An async function fits the type too; its rejection would end the process.
        Promise.resolve(this.#options.onChange(change)).catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  }

  #report(error: KubeError): void {
    try {
      this.#options.onError?.(error);
    } catch {
      // There is nowhere left to tell.
    }
  }
}

/** Aborts a watch that has been silent for too long, and with the reflector. */
class Watchdog {
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => {
    this.#controller.abort(this.#parent.reason);
  };

  constructor(what: string, ms: number, parent: AbortSignal) {
    this.#parent = parent;
    this.#timer = setTimeout(() => {
      this.#controller.abort(new KubeError('Timeout', `${what}: silent for ${ms / 1000} s`));
    }, ms);
    parent.addEventListener('abort', this.#onAbort, { once: true });
    if (parent.aborted) this.#onAbort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  feed(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#parent.removeEventListener('abort', this.#onAbort);
  }
}
