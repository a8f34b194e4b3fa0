import { describe, expect, it } from '@jest/globals';
import { decide, type Decision } from '../../../webhook/certificates/decide.ts';
import { nothing, remember } from '../../../webhook/certificates/memory.ts';
import type { Root, Stored, View } from '../../../webhook/certificates/state.ts';
import { authority, bundle, leafOf, times } from './world.ts';

const wall = Date.UTC(2026, 0, 1);
const life = times.caLifetime * 1000;
const settings = { times, names: ['a'], jitter: 0 };
const [ca, next, old] = [authority(wall), authority(wall), authority(wall - 1000)];
const good: Stored = { ca, leaf: leafOf(ca, wall, ['a']), next: undefined, previous: [], flawed: false, rotate: undefined, owners: ['uid'] };

const viewOf = (secret: Stored | undefined, ...roots: Root[]): View =>
  ({ secret, mutating: { uid: 'uid', generation: 1, bundles: [bundle(...roots)] }, validating: { uid: 'v', generation: 1, bundles: [bundle(...roots)] } });
/** What a process decides that first saw `view` and looks again `later` ms after that. */
const after = (view: View, later = 0, first = view): Decision => {
  const start = remember(nothing, first, { wall, steady: 0 }, settings);
  const clocks = { wall: wall + later, steady: later };
  return decide({ view, memory: remember(start, view, clocks, settings), clocks, settings });
};

describe('what is to be done', () => {
  it('is nothing where all is well, but to look again within half a minute: the clock may jump', () => {
    expect(after(viewOf(good, ca), 20_000)).toEqual({ write: undefined, publish: undefined, again: 30_000 });
  });

  it('is nothing without the mutating configuration, which would own the Secret', () => {
    expect(after({ ...viewOf(undefined), mutating: undefined })).toMatchObject({ write: undefined, publish: undefined });
  });

  it.each<[string, View, number, object]>([
    ['a CA and a leaf, where there is nothing', viewOf(undefined), 0, { ca: 'new', leaf: 'new', previous: [] }],
    ['to wait, where somebody may still know the CA that is in use', viewOf(undefined, old), 1000, { nothing: true }],
    ['a new CA beside the one in use, where nobody wrote that back', viewOf(undefined, old), 2000, { ca: 'new', previous: [{ id: old.id, until: wall + 122_000 }] }],
    ['a leaf, where it is not of the CA', viewOf({ ...good, leaf: undefined }, ca), 0, { ca, leaf: 'new' }],
    ['a leaf, where a third of its life is left', viewOf(good, ca), 6_700_000, { ca, leaf: 'new' }],
    ['a leaf with all names, where one is missing', viewOf({ ...good, leaf: leafOf(ca, wall, ['b']) }, ca), 0, { leaf: 'new', names: ['a', 'b'] }],
    ['a leaf, where one is asked for', viewOf({ ...good, rotate: 'leaf' }, ca), 0, { leaf: 'new', answered: true }],
    ['the next CA, where one is asked for', viewOf({ ...good, rotate: 'ca' }, ca), 0, { ca, next: 'new', answered: true }],
    // Its clock may have been behind, so that it seems the older one.
    ['another next CA, where one is asked for beside one that may be in use', viewOf({ ...good, next: old, rotate: 'ca' }, ca, old), 0, { ca, next: 'new', previous: [{ id: old.id, until: wall + 120_000 }] }],
    ['no more than an answer, where something else is asked for', viewOf({ ...good, rotate: 'all' }, ca), 0, { ca, leaf: good.leaf, next: undefined, answered: true }],
    ['to wait until the next CA is known everywhere', viewOf({ ...good, next }, ca, next), 9_999, { nothing: true }],
    ['that the next CA takes over', viewOf({ ...good, next }, ca, next), 10_000, { ca: next, leaf: 'new', next: undefined, previous: [{ id: ca.id, until: wall + 130_000 }] }],
    ['to wait while not every webhook holds the next CA', { ...viewOf({ ...good, next }, ca, next), validating: { uid: 'v', generation: 1, bundles: [bundle(ca)] } }, 20_000, { nothing: true }],
    ['that a previous CA stays for the overlap', viewOf({ ...good, previous: [{ ...old, until: wall }] }, ca, old), 119_000, { nothing: true }],
    ['that a previous CA goes after it', viewOf({ ...good, previous: [{ ...old, until: wall }] }, ca, old), 120_000, { previous: [] }],
    ['that a CA stays that an old copy of the Secret does not know', viewOf(good, next), 0, { ca, previous: [{ id: next.id }], first: true }],
    ['another owner', viewOf({ ...good, owners: ['gone'] }, ca), 0, { ca, leaf: good.leaf, previous: [] }],
  ])('is %s', (_what, view, later, expected) => {
    const { write } = after(view, later);
    if ('nothing' in expected) expect(write).toBeUndefined();
    else expect(write).toMatchObject(expected);
  });

  it('is the next CA where a third of the CA\'s life is left', () => {
    const later = life * 0.68;
    const leaf = leafOf(ca, wall + later, ['a']);
    expect(after(viewOf({ ...good, leaf }, ca), later).write).toMatchObject({ ca, leaf, next: 'new' });
  });

  it('is to let a next CA that ages go for another, and to trust it for the overlap', () => {
    const later = life * 0.68;
    const fresh = authority(wall + later);
    const secret = { ...good, ca: fresh, leaf: leafOf(fresh, wall + later, ['a']), next: old };
    expect(after(viewOf(secret, fresh), later).write).toMatchObject({ ca: fresh, next: undefined, previous: [{ id: old.id }] });
  });

  it('is to write back what is remembered, where the Secret is gone or spoilt', () => {
    for (const secret of [undefined, { ...good, ca: undefined, leaf: undefined }]) {
      expect(after(viewOf(secret, ca), 0, viewOf(good, ca)).write).toMatchObject({ ca, leaf: good.leaf, first: true });
    }
  });

  it('is to fill caBundles that lack a CA, hold another, or hold what is none', () => {
    const ids = (view: View): string[] | undefined => after(view).publish?.map(({ id }) => id);
    expect(ids(viewOf(good))).toEqual([ca.id]);
    expect(ids(viewOf({ ...good, next, previous: [{ ...old, until: wall + 1000 }] }, ca))).toEqual([ca.id, next.id, old.id]);
    expect(ids(viewOf(good, ca, old))).toEqual([ca.id]);
    expect(ids({ ...viewOf(good, ca), validating: { uid: 'v', generation: 1, bundles: [{ ...bundle(ca), clean: false }] } })).toEqual([ca.id]);
  });

  it('is never to publish what has ended', () => {
    const ended = { ...old, notAfter: wall };
    expect(after(viewOf({ ...good, previous: [{ ...ended, until: wall + 1000 }] })).publish?.map(({ id }) => id)).toEqual([ca.id]);
  });
});
