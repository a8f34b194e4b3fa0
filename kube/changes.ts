import type { KubeObject } from '../api/kubernetes.ts';
import { uidOf, type Store } from './store.ts';

export interface Change<T> {
  type: 'added' | 'modified' | 'deleted';
  /** Of a deleted object the last state that is known. */
  object: T;
  previous?: T;
}

/**
 * Whether `candidate` is older than `known`. Resource versions are decimal numbers that grow with every write of their resource
 * (KEP-5504); a server with other ones is believed.
 */
export function isOlder(candidate: string | undefined, known: string | undefined): boolean {
  const number = /^\d+$/;
  if (candidate === undefined || known === undefined || !number.test(candidate) || !number.test(known)) return false;
  return BigInt(candidate) < BigInt(known);
}

/** Brings the store to what a list says. Deletions come first: a name may have been given to a new object. */
export function replaceAll<T extends KubeObject>(store: Store<T>, items: T[]): Change<T>[] {
  const listed = new Set(items.map(uidOf));
  const changes: Change<T>[] = [];
  for (const object of store.all()) {
    if (!listed.has(uidOf(object))) changes.push(...remove(store, object));
  }
  for (const item of items) changes.push(...upsert(store, item));
  return changes;
}

/** Puts an object into the store; what went before decides whether it is new, not what the server called the event. */
export function upsert<T extends KubeObject>(store: Store<T>, object: T): Change<T>[] {
  const known = store.get(uidOf(object));
  if (known !== undefined) {
    if (known.metadata?.resourceVersion === object.metadata?.resourceVersion) return [];
    store.set(object);
    return [{ type: 'modified', object, previous: known }];
  }
  const { namespace = '', name = '' } = object.metadata ?? {};
  const namesake = store.byName(namespace, name);
  // Two objects cannot share a name: the other one's deletion was missed.
  const changes = namesake === undefined ? [] : remove(store, namesake);
  store.set(object);
  return [...changes, { type: 'added', object }];
}

/** Takes an object out of the store; `object` may be a later state of it than the store's. */
export function remove<T extends KubeObject>(store: Store<T>, object: T): Change<T>[] {
  const previous = store.delete(uidOf(object));
  return previous === undefined ? [] : [{ type: 'deleted', object, previous }];
}
