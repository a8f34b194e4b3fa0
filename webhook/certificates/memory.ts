import { isValid, trustedRoots, type Clocks, type Configuration, type Leaf, type Material, type Root, type Settings, type View } from './state.ts';

/** Since when, on the steady clock, every webhook was seen to hold a CA. */
export interface Held {
  since: number;
  /** It was so when this process first looked, or nothing was trusted before: there is no certificate in use that waiting would protect. */
  settled: boolean;
}

export interface Served {
  leaf: Leaf;
  issuer: Root;
}

/** What one process knows beyond the objects as they are. Never changed, only replaced. */
export interface Memory {
  /** The last good content of the Secret. */
  material: Material | undefined;
  served: Served | undefined;
  /** By CA; undefined as long as both configurations were not seen. */
  held: ReadonlyMap<string, Held> | undefined;
  /** The configurations that `held` was last judged by. */
  seen: Pick<View, 'mutating' | 'validating'>;
  /** Since when, on the steady clock, a CA was seen among the previous ones. */
  previous: ReadonlyMap<string, number>;
  /** Since when the Secret is missing or without a usable CA, on the steady clock. */
  brokenSince: number | undefined;
}

export const nothing: Memory = { material: undefined, served: undefined, held: undefined, seen: { mutating: undefined, validating: undefined }, previous: new Map(), brokenSince: undefined };

/** The memory after a look at the objects. */
export function remember(memory: Memory, view: View, clocks: Clocks, settings: Settings): Memory {
  const { secret, mutating, validating } = view;
  const material = goodMaterial(view, clocks) ?? memory.material;
  const held = rememberHeld(memory, view, clocks);
  const previous = new Map((secret?.previous ?? []).map(({ id }) => [id, memory.previous.get(id) ?? clocks.steady]));
  const brokenSince = isValid(secret?.ca, clocks) ? undefined : memory.brokenSince ?? clocks.steady;
  const next = { material, held, seen: { mutating, validating }, previous, brokenSince, served: memory.served };
  return { ...next, served: choose(next, clocks, settings) };
}

/** Material of which nothing is missing; a leaf that ran out is still better known than forgotten. */
function goodMaterial({ secret }: View, clocks: Clocks): Material | undefined {
  if (secret?.leaf === undefined || secret.ca === undefined || secret.flawed || !isValid(secret.ca, clocks)) return undefined;
  const { ca, leaf, next, previous } = secret;
  return { ca, leaf, next, previous };
}

/**
 * A CA that is there before and after may have been away in between: where not every state was seen, its time begins anew. That of the
 * served leaf counts on, since nothing better could be served.
 */
function rememberHeld({ held, seen, served }: Memory, view: View, clocks: Clocks): Memory['held'] {
  if (view.mutating === undefined || view.validating === undefined) return held && new Map();
  const settled = held === undefined || held.size === 0;
  const unbroken = followsOn(seen.mutating, view.mutating) && followsOn(seen.validating, view.validating);
  const known = (id: string): Held | undefined => (unbroken || id === served?.issuer.id ? held?.get(id) : undefined);
  return new Map([...trustedRoots(view)].map((id) => [id, known(id) ?? { since: clocks.steady, settled }]));
}

/** Whether nothing lies between the two states of a configuration. */
function followsOn(before: Configuration | undefined, after: Configuration): boolean {
  if (before === undefined) return true;
  const changes = after.generation - before.generation;
  return after.uid === before.uid && (changes === 0 || changes === 1);
}

/**
 * Which leaf to serve. One that is trusted is only given up for another of the same CA, or of one that every API server has had the time to
 * hear of; where nothing is trusted there is nothing to lose.
 */
function choose(memory: Memory, clocks: Clocks, { times }: Settings): Served | undefined {
  const { material, served } = memory;
  if (material === undefined || !isValid(material.leaf, clocks) || served?.leaf.id === material.leaf.id) return served;
  const candidate = { leaf: material.leaf, issuer: material.ca };
  if (served === undefined || served.issuer.id === candidate.issuer.id || !isTrusted(served, memory, clocks)) return candidate;
  return remainingPropagation(memory, candidate.issuer, clocks, times.propagation) <= 0 ? candidate : served;
}

function isTrusted({ leaf, issuer }: Served, { held }: Memory, clocks: Clocks): boolean {
  return isValid(leaf, clocks) && held?.has(issuer.id) === true;
}

/** How long until a CA was held for `seconds`, ms; Infinity while it is not held. */
export function remainingPropagation({ held }: Memory, { id }: Root, { steady }: Clocks, seconds: number): number {
  const since = held?.get(id)?.since;
  return since === undefined ? Infinity : since + seconds * 1000 - steady;
}

/** Whether the CA of the served leaf was published so lately that an API server may not have heard of it, while others may still serve what it knows. */
export function unsettled(memory: Memory, clocks: Clocks, seconds: number): boolean {
  const { served, held } = memory;
  if (served === undefined || held?.get(served.issuer.id)?.settled === true) return false;
  return remainingPropagation(memory, served.issuer, clocks, seconds) > 0;
}
