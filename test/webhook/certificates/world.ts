import { decide, differs, type Decision } from '../../../webhook/certificates/decide.ts';
import { nothing, remember, unsettled, type Memory } from '../../../webhook/certificates/memory.ts';
import type { Recipe } from '../../../webhook/certificates/rules.ts';
import {
  isValid, trustedRoots, type Authority, type Bundle, type Clocks, type Configuration, type Leaf, type Root, type Settings, type Stored, type View,
} from '../../../webhook/certificates/state.ts';

/** s; as long to each other as the defaults are, so that every guard counts. */
export const times = { caLifetime: 100_000, leafLifetime: 10_000, propagation: 10, overlap: 120 };
const skew = 300_000;
let made = 0;

/** A CA that is only a name: decisions go by no more. */
export function authority(wall: number, lifetime = times.caLifetime): Authority {
  made += 1;
  return { id: `ca${made}`, cert: `ca${made}`, key: 'key', notBefore: wall - skew, notAfter: wall + lifetime * 1000 };
}

export function leafOf(ca: Root, wall: number, names: string[], lifetime = times.leafLifetime): Leaf & { issuer: string } {
  made += 1;
  const notAfter = Math.min(wall + lifetime * 1000, ca.notAfter);
  return { id: `leaf${made}`, cert: `leaf${made}`, key: 'key', names, notBefore: wall - skew, notAfter, issuer: ca.id };
}

export const bundle = (...roots: Root[]): Bundle => ({ webhook: 'w', roots, others: [], clean: true });

interface Versioned<T> {
  version: number;
  value: T;
}

export type Kind = 'secret' | 'mutating' | 'validating';
type Objects = { secret: Versioned<Stored | undefined> } & Record<'mutating' | 'validating', Versioned<Configuration | undefined>>;

const viewOf = ({ secret, mutating, validating }: Objects): View => ({ secret: secret.value, mutating: generationOf(mutating), validating: generationOf(validating) });

const generationOf = ({ version, value }: Versioned<Configuration | undefined>): Configuration | undefined => value && { ...value, generation: version };

/** An API server that holds the three objects, and the CAs that it may still go by: its own caches are up to `propagation` behind. */
export class World {
  steady = 0;
  wall = Date.UTC(2026, 0, 1);
  objects: Objects = {
    secret: { version: 1, value: undefined },
    mutating: { version: 1, value: { uid: 'uid', generation: 1, bundles: [bundle(), bundle()] } },
    validating: { version: 1, value: { uid: 'other', generation: 1, bundles: [bundle()] } },
  };
  writes = 0;
  readonly #history: { since: number; trusted: Set<string> }[] = [{ since: -Infinity, trusted: new Set() }];

  /** @returns false for a Conflict: the object is no longer the one that was read */
  put<K extends Kind>(kind: K, version: number | undefined, value: Objects[K]['value']): boolean {
    if (version !== undefined && this.objects[kind].version !== version) return false;
    this.objects = { ...this.objects, [kind]: { version: this.objects[kind].version + 1, value } };
    this.#history.push({ since: this.steady, trusted: trustedRoots(viewOf(this.objects)) });
    if (version !== undefined) this.writes += 1;
    return true;
  }

  /** Whether the API server trusts a CA however far its caches are behind. */
  trusts({ id }: Root): boolean {
    const start = this.steady - times.propagation * 1000;
    this.#history.splice(0, this.#history.findLastIndex(({ since }) => since <= start));
    return this.#history.every(({ trusted }) => trusted.has(id));
  }
}

type Pending = { read: 'mutating' | 'secret' } & Partial<Objects> | { objects: Objects; todo: ('write' | 'mutating' | 'validating')[]; decision: Decision };

/** One process: what it has been told of, and the calls it is in the middle of. Each method is one thing that can happen on its own. */
export class Replica {
  memory: Memory = nothing;
  /** What its watches have told it. */
  seen: Objects;
  /** How far its wall clock is off, ms. */
  offset = 0;
  readonly settings: Settings;
  readonly #world: World;
  #pending: Pending | undefined;
  #since = 0;

  constructor(world: World, names: string[] = ['a'], jitter = 0) {
    this.#world = world;
    this.seen = world.objects;
    this.settings = { times, names, jitter };
    this.look();
  }

  get clocks(): Clocks {
    return { wall: this.#world.wall + this.offset, steady: this.#world.steady };
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  /** ms that the step under way has taken. */
  get age(): number {
    return this.busy ? this.#world.steady - this.#since : 0;
  }

  get ready(): boolean {
    const { served } = this.memory;
    const { names, times: { propagation } } = this.settings;
    if (served === undefined) return false;
    return isValid(served.leaf, this.clocks) && names.every((name) => served.leaf.names.includes(name))
      && trustedRoots(viewOf(this.seen)).has(served.issuer.id) && !unsettled(this.memory, this.clocks, propagation);
  }

  look(objects: Objects = this.seen): Decision {
    const view = viewOf(objects);
    this.memory = remember(this.memory, view, this.clocks, this.settings);
    return decide({ view, memory: this.memory, clocks: this.clocks, settings: this.settings });
  }

  /** A watch delivers the newest state of one object. */
  hear(kind: Kind): void {
    this.seen = { ...this.seen, [kind]: this.#world.objects[kind] };
    this.look();
  }

  /** Begins a step where one is due, else goes on with the one under way by one call. */
  act(): void {
    if (this.#pending === undefined) {
      const { write, publish } = this.look();
      if (write !== undefined || publish !== undefined) this.#pending = { read: 'mutating' };
      this.#since = this.#world.steady;
    } else if ('read' in this.#pending) {
      this.#read(this.#pending);
    } else {
      this.#do(this.#pending);
    }
  }

  /** The deadline of the step is over. */
  giveUp(): void {
    this.#pending = undefined;
  }

  #read(pending: Extract<Pending, { read: unknown }>): void {
    const { secret, mutating, validating } = this.#world.objects;
    if (pending.read === 'mutating') {
      this.#pending = { read: 'secret', mutating, validating };
      return;
    }
    const objects = { secret, mutating: pending.mutating ?? mutating, validating: pending.validating ?? validating };
    const decision = this.look(objects);
    const todo = [...decision.write ? ['write' as const] : [], ...decision.publish ? ['mutating' as const, 'validating' as const] : []];
    this.#pending = todo.length === 0 ? undefined : { objects, decision, todo };
  }

  #do({ objects, decision, todo }: Extract<Pending, { todo: unknown }>): void {
    const [next, ...rest] = todo;
    const done = next === 'write' ? this.#write(decision.write as Recipe, objects) : this.#publish(next as 'mutating', decision.publish ?? [], objects);
    this.#pending = (done || next === 'write') && rest.length > 0 ? { objects, decision, todo: rest } : undefined;
  }

  #write(recipe: Recipe, { secret, mutating }: Objects): boolean {
    const { wall } = this.clocks;
    const ca = recipe.ca === 'new' ? authority(wall) : recipe.ca;
    const leaf = recipe.leaf === 'new' ? leafOf(ca, wall, recipe.names) : recipe.leaf;
    const next = recipe.next === 'new' ? authority(wall) : recipe.next;
    const rotate = recipe.answered ? undefined : secret.value?.rotate;
    return this.#world.put('secret', secret.version, {
      ca, leaf, next, previous: recipe.previous, rotate, flawed: false, owners: [mutating.value?.uid ?? ''],
    });
  }

  #publish(kind: 'mutating' | 'validating', roots: Root[], objects: Objects): boolean {
    const { version, value } = objects[kind];
    if (value === undefined || !differs(value, roots)) return true;
    return this.#world.put(kind, version, { ...value, bundles: value.bundles.map(() => bundle(...roots)) });
  }
}
