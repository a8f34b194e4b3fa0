import { describe, expect, it } from '@jest/globals';
import { nothing, remainingPropagation, remember, type Memory } from '../../../webhook/certificates/memory.ts';
import type { Root, Settings, View } from '../../../webhook/certificates/state.ts';
import { authority, bundle, times } from './world.ts';

const wall = Date.UTC(2026, 0, 1);
const settings: Settings = { times, names: ['a'], jitter: 0 };
const [ca, next] = [authority(wall), authority(wall)];

/** Both configurations, after so many changes. */
const viewOf = (generation: number, ...roots: Root[]): View => ({
  secret: undefined, mutating: { uid: 'm', generation, bundles: [bundle(...roots)] }, validating: { uid: 'v', generation: 1, bundles: [bundle(...roots)] },
});
const look = (memory: Memory, view: View, seconds: number): Memory => remember(memory, view, { wall: wall + seconds * 1000, steady: seconds * 1000 }, settings);
const remaining = (memory: Memory, seconds: number): number => remainingPropagation(memory, next, { wall, steady: seconds * 1000 }, times.propagation) / 1000;

describe('how long every webhook has held a CA', () => {
  const begun = look(look(nothing, viewOf(1, ca), 0), viewOf(2, ca, next), 100);

  it('counts from the moment that it was first seen everywhere', () => {
    expect(remaining(begun, 100)).toBe(times.propagation);
    expect(remaining(look(begun, viewOf(2, ca, next), 104), 104)).toBe(times.propagation - 4);
  });

  it('counts on over a change that was seen', () => {
    expect(remaining(look(begun, viewOf(3, ca, next), 104), 104)).toBe(times.propagation - 4);
  });

  it.each([
    ['over changes that were not seen, in which it may have been away', viewOf(4, ca, next)],
    ['where an older state comes after a newer one', viewOf(1, ca, next)],
    ['where the configuration was made anew', { ...viewOf(2, ca, next), validating: { uid: 'other', generation: 1, bundles: [bundle(ca, next)] } }],
  ])('begins anew %s', (_, view) => {
    expect(remaining(look(begun, view, 104), 104)).toBe(times.propagation);
  });
});
