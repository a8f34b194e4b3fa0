import { remainingPropagation } from './memory.ts';
import { isAgeing, untilDropped, untilRenewal, type Situation } from './situation.ts';
import { isValid, publishedRoots, trustedRoots, unique, type Authority, type Leaf, type Material, type Previous, type Root, type Stored } from './state.ts';

/** What the Secret has to become, and why; `new` is made while it is written. */
export interface Recipe {
  /** For the log. */
  why: string;
  ca: Authority | 'new';
  leaf: Leaf | 'new';
  next: Authority | 'new' | undefined;
  previous: Previous[];
  /** Names of a new leaf. */
  names: string[];
  /** The request for a rotation is done with. */
  answered: boolean;
  /** caBundles may only follow after it: they hold what the Secret does not know of yet. */
  first: boolean;
}

/** A Secret whose CA can be used. */
type Sound = Stored & { ca: Authority };
type Rule = (secret: Sound, situation: Situation) => (Partial<Recipe> & { why: string }) | undefined;

/** Most pressing first: the first that gives a recipe counts. */
const rules: Rule[] = [mend, keepWhatIsInUse, mendLeaf, answer, promote, renewLeaf, prepareNext, dropPrevious, own];

/** How long whoever still has good material may take to write it back before a process without any makes another CA; at most `propagation`. ms. */
const grace = 2000;

/** What the Secret has to become; undefined where it is right, or where waiting is. */
export function recipe(situation: Situation): Recipe | undefined {
  const { view: { secret }, clocks, settings: { names } } = situation;
  const { ca } = secret ?? {};
  if (secret === undefined || ca === undefined || !isValid(ca, clocks)) return restoreOrCreate(situation);
  const same = { ca, leaf: secret.leaf ?? 'new' as const, next: secret.next, previous: secret.previous, names, answered: false, first: false };
  const change = rules.map((rule) => rule({ ...secret, ca }, situation)).find((found) => found !== undefined);
  return change && { ...same, ...change };
}

function restoreOrCreate({ view, memory, clocks, settings }: Situation): Recipe | undefined {
  const rest = { names: settings.names, answered: false, first: true };
  const { material } = memory;
  const inUse = published(view, clocks.wall);
  if (material !== undefined && isValid(material.ca, clocks)) {
    const leaf = isValid(material.leaf, clocks) ? material.leaf : 'new';
    // What is remembered may be behind: a CA that it does not know of may be in use already.
    const previous = [...material.previous, ...overlapping(inUse.filter(({ id }) => !knows(material, id)), { clocks, settings })];
    return { ...rest, ...material, leaf, previous, why: 'the Secret is missing or broken: what was in it is written back' };
  }
  const broken = clocks.steady - (memory.brokenSince ?? clocks.steady);
  if (inUse.length > 0 && broken < Math.min(grace, settings.times.propagation * 1000)) return undefined;
  // The successor may be trusted already.
  const heir = isValid(view.secret?.next, clocks) ? view.secret.next : 'new';
  const previous = overlapping(inUse.filter(({ id }) => heir === 'new' || id !== heir.id), { clocks, settings });
  return { ...rest, ca: heir, leaf: 'new', next: undefined, previous, why: 'there is no usable CA' };
}

/** What of next and previous cannot be read comes back from memory and from the caBundles. */
function mend(secret: Sound, situation: Situation): ReturnType<Rule> {
  if (secret.flawed) return { why: 'the Secret holds what cannot be read', ...readable(secret, remembered(secret, situation), situation), first: true };
  if (secret.previous.every(({ until }) => until !== undefined)) return undefined;
  return { why: 'a previous CA has no end', previous: dated(secret.previous, situation), first: true };
}

/** What this process knows of the same CA. */
const remembered = ({ ca }: Sound, { memory: { material } }: Situation): Material | undefined => (material?.ca.id === ca.id ? material : undefined);

function readable(secret: Sound, known: Material | undefined, situation: Situation): Pick<Recipe, 'next' | 'previous'> {
  const candidates = unique<Root>([...known?.previous ?? [], ...published(situation.view, situation.clocks.wall)]);
  const next = secret.next ?? known?.next;
  const lost = candidates.filter(({ id }) => id !== next?.id && !knows(secret, id));
  return { next, previous: dated([...secret.previous, ...overlapping(lost, situation)], situation) };
}

/**
 * A CA that is in use may not vanish from the caBundles: that of the leaf this process serves, and, where the Secret is an old copy, those that came
 * after it.
 */
function keepWhatIsInUse(secret: Sound, situation: Situation): ReturnType<Rule> {
  const { view, memory: { served }, clocks } = situation;
  const inUse = published(view, clocks.wall);
  const own = served !== undefined && isValid(served.leaf, clocks) && trustedRoots(view).has(served.issuer.id) ? [served.issuer] : [];
  // A CA that was taken out of the Secret on purpose, and not yet out of the caBundles, is always older than the one that replaced it.
  const foreign = inUse.some(({ id }) => id === secret.ca.id) ? inUse.filter(({ notBefore }) => notBefore > secret.ca.notBefore) : inUse;
  const lost = unique([...own, ...foreign]).filter(({ id }) => !knows(secret, id));
  if (lost.length === 0) return undefined;
  return { why: 'a CA that is in use is not in the Secret', previous: [...secret.previous, ...overlapping(lost, situation)], first: true };
}

function mendLeaf(secret: Sound, situation: Situation): ReturnType<Rule> {
  if (secret.leaf !== undefined) return undefined;
  const known = remembered(secret, situation)?.leaf;
  return { why: 'the certificate cannot be read or is not of the CA', leaf: isValid(known, situation.clocks) ? known : 'new' };
}

function answer(secret: Sound, situation: Situation): ReturnType<Rule> {
  const { rotate } = secret;
  if (rotate === undefined) return undefined;
  if (rotate === 'ca') return { why: 'a rotation of the CA was asked for', next: 'new', previous: withoutNext(secret, situation), answered: true };
  if (rotate === 'leaf') return { why: 'a rotation of the certificate was asked for', leaf: 'new', answered: true };
  return { why: 'a rotation was asked for that is neither "ca" nor "leaf"', answered: true };
}

/** The next CA takes over once every API server has had the time to hear of it. */
function promote({ ca, next, previous }: Sound, situation: Situation): ReturnType<Rule> {
  const { memory, clocks, settings: { times } } = situation;
  if (!isValid(next, clocks) || remainingPropagation(memory, next, clocks, times.propagation) > 0) return undefined;
  return { why: 'the next CA is trusted and takes over', ca: next, leaf: 'new', next: undefined, previous: [...previous, ...overlapping([ca], situation)] };
}

function renewLeaf({ ca, leaf }: Sound, situation: Situation): ReturnType<Rule> {
  const { clocks, settings: { names, times } } = situation;
  if (leaf === undefined) return undefined;
  if (!isValid(leaf, clocks)) return { why: 'the certificate is not valid now', leaf: 'new' };
  // Together with those it has: replicas that want different names, as during an upgrade, would else take turns for ever.
  if (names.some((name) => !leaf.names.includes(name))) {
    return { why: 'the certificate lacks a name', leaf: 'new', names: [...new Set([...names, ...leaf.names])] };
  }
  // One that ends with its CA cannot get longer.
  const due = leaf.notAfter < ca.notAfter && untilRenewal(leaf, times.leafLifetime, situation) <= 0;
  return due ? { why: 'a third of the certificate\'s life is left', leaf: 'new' } : undefined;
}

function prepareNext(secret: Sound, situation: Situation): ReturnType<Rule> {
  const { ca, next } = secret;
  if (next !== undefined && !isAgeing(next, situation)) return undefined;
  const previous = withoutNext(secret, situation);
  if (isAgeing(ca, situation)) return { why: 'a third of the CA\'s life is left', next: 'new', previous };
  return next && { why: 'the next CA is no longer fit to take over', next: undefined, previous };
}

/** The previous CAs once there is another next one. That one may have taken over already, where the Secret was lost since and an older state written back. */
const withoutNext = ({ next, previous }: Sound, situation: Situation): Previous[] =>
  [...previous, ...overlapping(next === undefined ? [] : [next], situation)];

function dropPrevious({ previous }: Sound, situation: Situation): ReturnType<Rule> {
  const served = situation.memory.served?.issuer.id;
  const left = previous.filter((root) => root.id === served || untilDropped(root, situation) > 0);
  return left.length === previous.length ? undefined : { why: 'a previous CA is no longer in use', previous: left };
}

function own({ owners }: Sound, { view }: Situation): ReturnType<Rule> {
  const uid = view.mutating?.uid;
  if (uid === undefined || (owners.length === 1 && owners[0] === uid)) return undefined;
  return { why: 'the Secret is not owned by the webhook configuration as it is now' };
}

const published = (view: Situation['view'], wall: number): Root[] => publishedRoots(view).filter(({ notAfter }) => wall < notAfter);

const knows = ({ ca, next, previous }: Pick<Sound, 'ca' | 'next' | 'previous'>, id: string): boolean => [ca, next, ...previous].some((root) => root?.id === id);

const overlapping = (roots: Root[], { clocks, settings }: Pick<Situation, 'clocks' | 'settings'>): Previous[] =>
  roots.map(({ id, cert, notBefore, notAfter }) => ({ id, cert, notBefore, notAfter, until: clocks.wall + settings.times.overlap * 1000 }));

const dated = (roots: Previous[], { clocks, settings }: Situation): Previous[] =>
  roots.map((root) => ({ ...root, until: root.until ?? clocks.wall + settings.times.overlap * 1000 }));
