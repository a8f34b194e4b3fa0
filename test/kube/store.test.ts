import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { Store } from '../../kube/store.ts';
import { stored } from './helpers.ts';

const byColour = { colour: (object: ConfigMap): string[] => (object.data?.['colour'] === undefined ? [] : [object.data['colour']]) };

it('finds objects by UID, by name and by what an index says', () => {
  const store = new Store<ConfigMap>(byColour);
  store.set(stored('a', 'u1', '1', { colour: 'red' }));
  store.set(stored('b', 'u2', '2', { colour: 'red' }));
  expect(store.get('u1')?.metadata?.name).toBe('a');
  expect(store.byName('test', 'b')?.metadata?.uid).toBe('u2');
  expect(store.byIndex('colour', 'red').map(({ metadata }) => metadata?.uid)).toEqual(['u1', 'u2']);
  expect([store.byName('other', 'b'), store.byIndex('colour', 'blue')]).toEqual([undefined, []]);
});

it('moves an object in the index when what the index says of it changes', () => {
  const store = new Store<ConfigMap>(byColour);
  store.set(stored('a', 'u1', '1', { colour: 'red' }));
  store.set(stored('a', 'u1', '2', { colour: 'blue' }));
  expect(store.byIndex('colour', 'red')).toEqual([]);
  expect(store.byIndex('colour', 'blue')).toHaveLength(1);
});

it('keeps the newer object’s name when the older one of that name is deleted late', () => {
  const store = new Store<ConfigMap>();
  store.set(stored('a', 'old', '1'));
  store.set(stored('a', 'new', '2'));
  store.delete('old');
  expect(store.byName('test', 'a')?.metadata?.uid).toBe('new');
});

it('refuses an index that it was not made with', () => {
  expect(() => new Store<ConfigMap>().byIndex('shape', 'round')).toThrow('no index "shape"');
});

it('leaves nothing in an index once everything is deleted, whatever came before', () => {
  const step = fc.record({ uid: fc.constantFrom('1', '2', '3'), colour: fc.option(fc.constantFrom('red', 'blue'), { nil: undefined }), gone: fc.boolean() });
  fc.assert(fc.property(fc.array(step), (steps) => {
    const store = new Store<ConfigMap>(byColour);
    const model = new Map<string, string | undefined>();
    for (const { uid, colour, gone } of steps) {
      if (gone) {
        store.delete(uid);
        model.delete(uid);
      } else {
        store.set(stored(`n${uid}`, uid, '1', colour === undefined ? {} : { colour }));
        model.set(uid, colour);
      }
    }
    const red = [...model].filter(([, colour]) => colour === 'red').map(([uid]) => uid).sort();
    expect(store.byIndex('colour', 'red').map(({ metadata }) => metadata?.uid).sort()).toEqual(red);
    expect(store.size).toBe(model.size);
  }));
});
