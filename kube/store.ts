import type { KubeObject } from '../api/kubernetes.ts';

/** Says under which values of an index an object is found. */
export type Index<T> = (object: T) => string[];

function nameKey(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}

/** Objects by UID: what was deleted and made again under the same name is another object. */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #uids = new Map<string, string>();
  readonly #functions: Record<string, Index<T>>;
  readonly #indexes = new Map<string, Map<string, Set<string>>>();

  constructor(indexes: Record<string, Index<T>> = {}) {
    this.#functions = indexes;
    for (const index of Object.keys(indexes)) this.#indexes.set(index, new Map());
  }

  get size(): number {
    return this.#objects.size;
  }

  get(uid: string): T | undefined {
    return this.#objects.get(uid);
  }

  /** The newest object of that name. */
  byName(namespace: string, name: string): T | undefined {
    const uid = this.#uids.get(nameKey(namespace, name));
    return uid === undefined ? undefined : this.#objects.get(uid);
  }

  /** @throws Error for an index that the store was not made with */
  byIndex(index: string, value: string): T[] {
    const values = this.#indexes.get(index);
    if (values === undefined) throw new Error(`no index "${index}"`);
    return [...values.get(value) ?? []].map((uid) => this.#objects.get(uid)).filter((object) => object !== undefined);
  }

  all(): T[] {
    return [...this.#objects.values()];
  }

  /** Adds the object or replaces the one with its UID, which is returned. */
  set(object: T): T | undefined {
    const uid = uidOf(object);
    const previous = this.#objects.get(uid);
    if (previous !== undefined) this.#unindex(uid, previous);
    this.#objects.set(uid, object);
    this.#uids.set(nameKey(object.metadata?.namespace, object.metadata?.name), uid);
    for (const [index, value] of this.#values(object)) {
      const uids = this.#indexes.get(index)?.get(value) ?? new Set();
      this.#indexes.get(index)?.set(value, uids.add(uid));
    }
    return previous;
  }

  /** Removes the object with this UID, which is returned. */
  delete(uid: string): T | undefined {
    const object = this.#objects.get(uid);
    if (object === undefined) return undefined;
    this.#unindex(uid, object);
    this.#objects.delete(uid);
    const name = nameKey(object.metadata?.namespace, object.metadata?.name);
    if (this.#uids.get(name) === uid) this.#uids.delete(name);
    return object;
  }

  #values(object: T): [string, string][] {
    return Object.entries(this.#functions).flatMap(([index, values]) => values(object).map((value): [string, string] => [index, value]));
  }

  #unindex(uid: string, object: T): void {
    for (const [index, value] of this.#values(object)) {
      const uids = this.#indexes.get(index)?.get(value);
      uids?.delete(uid);
      if (uids?.size === 0) this.#indexes.get(index)?.delete(value);
    }
  }
}

export function uidOf(object: KubeObject): string {
  return object.metadata?.uid ?? '';
}
