import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { desiredRoots } from '../../../webhook/certificates/decide.ts';
import { isValid, type Bundle, type Stored } from '../../../webhook/certificates/state.ts';
import { authority, bundle, leafOf, Replica, times, World, type Kind } from './world.ts';

const kinds = ['secret', 'mutating', 'validating'] as const satisfies Kind[];
/** How far a watch may be behind, and how long a step may take, ms. */
const lag = 20_000;
const deadline = 10_000;

/** Lets everything that can happen without time happen, then lets time pass, until nobody has anything to do. Rounds taken; Infinity: it never ends. */
function settle(world: World, replicas: Replica[], rounds: number, stepMs: number): number {
  const hear = (replica: Replica): void => kinds.forEach((kind) => replica.hear(kind));
  for (let round = 1; round <= rounds; round += 1) {
    for (const replica of replicas) {
      hear(replica);
      do replica.act(); while (replica.busy);
      replicas.forEach(hear);
    }
    const idle = replicas.every((replica) => {
      const { write, publish } = replica.look();
      return write === undefined && publish === undefined;
    });
    if (idle && replicas.every(({ ready }) => ready)) return round;
    world.steady += stepMs;
    world.wall += stepMs;
  }
  return Infinity;
}

/** One thing that happens, to the replica of that number. */
type Happening = { what: 'hear'; who: number; kind: Kind } | { what: 'act'; who: number; calls: number } | { what: 'restart'; who: number } | { what: 'tick'; ms: number }
  | { what: 'rotate'; which: string } | { what: 'lose' | 'keepCopy' | 'bringCopyBack' } | { what: 'spoil'; part: 'ca' | 'leaf' | 'next' | 'previous' };

const who = fc.nat(2);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ what: fc.constant('hear' as const), who, kind: fc.constantFrom(...kinds) }) },
  { weight: 20, arbitrary: fc.record({ what: fc.constant('act' as const), who, calls: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 12_000 }) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('tick' as const), ms: fc.constantFrom(3_000_000, 30_000_000) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('rotate' as const), which: fc.constantFrom('ca', 'ca', 'leaf', 'what') }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('lose' as const, 'keepCopy' as const, 'bringCopyBack' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('spoil' as const), part: fc.constantFrom('ca' as const, 'leaf' as const, 'next' as const, 'previous' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('restart' as const), who }) },
);

/** A world with three replicas in service, to which things happen; after each it is checked that nobody serves what the API server may not trust. */
class Service {
  readonly world = new World();
  readonly replicas: Replica[];
  readonly #heard = new Map<string, number>();
  #copy: Stored | undefined;
  readonly #secured = new Set<Replica>();

  constructor(offsets: number[]) {
    this.replicas = [0, 0.5, 0.9].map((jitter) => new Replica(this.world, ['a'], jitter));
    this.replicas.forEach((replica, index) => {
      replica.offset = offsets[index] ?? 0;
    });
    if (settle(this.world, this.replicas, 50, 1000) === Infinity) throw new Error('it does not even start');
  }

  happen(happening: Happening): void {
    switch (happening.what) {
      case 'hear':
        this.#hear(happening.who, happening.kind);
        break;
      case 'act':
        this.#act(happening.who, happening.calls);
        break;
      case 'tick':
        this.#tick(happening.ms);
        break;
      case 'restart':
        this.replicas[happening.who] = new Replica(this.world, ['a'], 0.3);
        break;
      case 'lose':
        this.world.put('secret', undefined, undefined);
        break;
      case 'keepCopy':
        this.#copy = this.world.objects.secret.value;
        break;
      case 'bringCopyBack':
        this.#edit((secret) => this.#copy ?? secret);
        break;
      case 'rotate':
        this.#edit((secret) => ({ ...secret, rotate: happening.which }));
        break;
      case 'spoil':
        this.#edit((secret) => spoilt(secret, happening.part));
    }
  }

  /** Who serves a certificate that the API server may not trust, although it did trust what was served before. Only a replica that was ready is ever called. */
  endangered(): string[] {
    const wrong: string[] = [];
    for (const replica of this.replicas) {
      const { served } = replica.memory;
      const trusted = this.#isTrusted(replica);
      if (trusted && replica.ready) this.#secured.add(replica);
      if (!trusted && this.#secured.has(replica)) wrong.push(`${served?.leaf.id ?? 'nothing'} of ${served?.issuer.id ?? 'nobody'}`);
    }
    return wrong;
  }

  #isTrusted({ memory: { served }, clocks }: Replica): boolean {
    return served !== undefined && isValid(served.leaf, clocks) && this.world.trusts(served.issuer);
  }

  #hear(index: number, kind: Kind): void {
    this.replicas[index]?.hear(kind);
    this.#heard.set(`${index} ${kind}`, this.world.steady);
  }

  #act(index: number, calls: number): void {
    for (let call = 0; call < calls; call += 1) this.replicas[index]?.act();
  }

  /** Time passes in pieces, in which nobody falls further behind than `lag` and no step takes longer than its deadline. */
  #tick(ms: number): void {
    const piece = Math.max(5000, ms / 20);
    for (let left = ms; left > 0; left -= piece) {
      this.world.steady += Math.min(left, piece);
      this.world.wall += Math.min(left, piece);
      for (const [index, replica] of this.replicas.entries()) this.#pass(index, replica);
      // Over a long time everybody gets to do something.
      for (const index of this.replicas.keys()) this.#act(index, ms > 12_000 ? 6 : 0);
    }
  }

  #pass(index: number, replica: Replica): void {
    if (replica.age > deadline) replica.giveUp();
    const behind = kinds.filter((kind) => this.world.steady - (this.#heard.get(`${index} ${kind}`) ?? 0) > lag);
    for (const kind of behind) this.#hear(index, kind);
    replica.look();
  }

  #edit(edit: (secret: Stored) => Stored): void {
    const { value } = this.world.objects.secret;
    if (value !== undefined) this.world.put('secret', undefined, edit(value));
  }
}

function spoilt(secret: Stored, part: 'ca' | 'leaf' | 'next' | 'previous'): Stored {
  // A leaf only counts beside the CA that has signed it.
  if (part === 'ca') return { ...secret, ca: undefined, leaf: undefined };
  if (part === 'leaf') return { ...secret, leaf: undefined };
  if (part === 'next') return { ...secret, next: undefined, flawed: true };
  return { ...secret, previous: [], flawed: true };
}

describe('replicas whose calls and watches interleave in any way', () => {
  const offset = fc.integer({ min: -100_000, max: 100_000 });
  it.each([
    // Which CA is the newer one cannot be told where those who made them disagree about the time by more than lies between.
    ['clocks agree', fc.constant<number[]>([0, 0, 0]), happening],
    ['clocks differ', fc.array(offset, { minLength: 3, maxLength: 3 }), happening.filter(({ what }) => what !== 'bringCopyBack')],
  ])('whose %s never serve a leaf that the API server may not trust, and never take away the CA of one', (_, offsets, each) => {
    fc.assert(fc.property(fc.array(each, { maxLength: 250, size: 'max' }), offsets, (happenings, ahead) => {
      const service = new Service(ahead);
      service.endangered();
      for (const [index, one] of happenings.entries()) {
        service.happen(one);
        const wrong = service.endangered();
        if (wrong.length > 0) throw new Error(`after ${index} ${JSON.stringify(one)}: ${wrong.join(', ')}`);
      }
    }), { numRuns: 60 });
  });

  it('come to rest whatever happened, with every caBundle holding what the Secret says', () => {
    fc.assert(fc.property(fc.array(happening, { maxLength: 100 }), (happenings) => {
      const service = new Service([]);
      for (const one of happenings) service.happen(one);
      for (const replica of service.replicas) replica.giveUp();
      expect(settle(service.world, service.replicas, 200, 1000)).toBeLessThan(Infinity);
    }), { numRuns: 100 });
  });
});

const wall = Date.UTC(2026, 0, 1);
/** Certificates in every state: in force, over, not begun, about to end. */
const anyAuthority = fc.constantFrom(0, -2 * times.caLifetime * 1000, times.caLifetime * 1000, -0.9 * times.caLifetime * 1000).map((shift) => authority(wall + shift));
const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const anySecret: fc.Arbitrary<Stored> = fc.record({
  ca: option(anyAuthority), hasLeaf: fc.boolean(), age: fc.constantFrom(0, times.leafLifetime * 900, times.leafLifetime * 2000, -times.leafLifetime * 2000),
  names: fc.constantFrom<string[]>(['a'], ['a', 'b'], ['c']), next: option(anyAuthority), flawed: fc.boolean(), rotate: option(fc.constantFrom('ca', 'leaf', 'x')),
  previous: fc.array(fc.record({ root: anyAuthority, until: option(fc.constantFrom(wall, wall + 50_000, wall + 1e10)) }), { maxLength: 3 }),
  owners: fc.constantFrom<string[]>([], ['uid'], ['stale'], ['uid', 'stale']),
}).map(({ ca, hasLeaf, age, names, previous, ...rest }) => ({
  ...rest, ca, leaf: ca && hasLeaf ? leafOf(ca, wall - age, names) : undefined, previous: previous.map(({ root, until }) => ({ ...root, until })),
}));
const anyBundle = (secret: Stored | undefined): fc.Arbitrary<Bundle> => {
  const known = [secret?.ca, secret?.next, ...secret?.previous ?? []].filter((root) => root !== undefined);
  const roots = fc.oneof(fc.subarray(known), fc.array(anyAuthority, { maxLength: 2 }));
  return fc.record({ roots, clean: fc.boolean() }).map(({ roots: found, clean }) => ({ ...bundle(...found), clean }));
};
const anyState = option(anySecret).chain((secret) =>
  fc.record({ secret: fc.constant(secret), bundles: fc.array(anyBundle(secret), { minLength: 3, maxLength: 3 }) }));

describe('from any state of Secret and caBundles', () => {
  it.each([1, 3])('%i replicas come to serve a trusted leaf, in a bounded number of writes', (count) => {
    fc.assert(fc.property(anyState, ({ secret, bundles: [a, b, c] }) => {
      const world = new World();
      world.put('secret', undefined, secret);
      world.put('mutating', undefined, { uid: 'uid', generation: 0, bundles: [a, b].filter((one) => one !== undefined) });
      world.put('validating', undefined, { uid: 'other', generation: 0, bundles: [c].filter((one) => one !== undefined) });
      const replicas = Array.from({ length: count }, () => new Replica(world));
      expect(settle(world, replicas, 60, 1000)).toBeLessThan(Infinity);
      expect(world.writes).toBeLessThan(25);
      const stored = world.objects.secret.value as Stored;
      expect(stored).toMatchObject({ flawed: false, rotate: undefined, owners: ['uid'] });
      const wanted = desiredRoots(stored, { wall: world.wall, steady: 0 }).map(({ id }) => id).sort();
      const bundles = [world.objects.mutating, world.objects.validating].flatMap(({ value }) => value?.bundles ?? []);
      expect(bundles.map(({ roots }) => roots.map(({ id }) => id).sort())).toEqual(bundles.map(() => wanted));
      expect(new Set(replicas.map(({ memory }) => memory.served?.leaf.id)).size).toBe(1);
    }), { numRuns: 150 });
  });

  it('replicas that want different names agree on a leaf that has them all', () => {
    const world = new World();
    const replicas = [['a'], ['b'], ['a', 'c']].map((names) => new Replica(world, names));
    expect(settle(world, replicas, 20, 1000)).toBeLessThan(Infinity);
    expect(world.objects.secret.value?.leaf?.names.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('a clock that jumps, forwards or back, by more than any lifetime ends no replica\'s service', () => {
    for (const jump of [times.leafLifetime, times.caLifetime * 2, -times.leafLifetime, -times.caLifetime * 2]) {
      const world = new World();
      const replicas = [new Replica(world), new Replica(world)];
      settle(world, replicas, 20, 1000);
      world.wall += jump * 1000;
      expect(settle(world, replicas, 40, 1000)).toBeLessThan(Infinity);
    }
  });
});
