import { describe, expect, it } from '@jest/globals';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { isOlder, remove, replaceAll, upsert, type Change } from '../../kube/changes.ts';
import { Store } from '../../kube/store.ts';
import { stored } from './helpers.ts';

const brief = (changes: Change<ConfigMap>[]): string[] =>
  changes.map(({ type, object }) => `${type} ${object.metadata?.name ?? ''}/${object.metadata?.uid ?? ''}@${object.metadata?.resourceVersion ?? ''}`);

const filled = (...objects: ConfigMap[]): Store<ConfigMap> => {
  const store = new Store<ConfigMap>();
  for (const object of objects) store.set(object);
  return store;
};

describe('a list', () => {
  it('says what was added, changed and deleted since, and nothing of the rest', () => {
    const store = filled(stored('same', '1', '1'), stored('changed', '2', '2'), stored('gone', '3', '3'));
    expect(brief(replaceAll(store, [stored('same', '1', '1'), stored('changed', '2', '5'), stored('new', '4', '4')])))
      .toEqual(['deleted gone/3@3', 'modified changed/2@5', 'added new/4@4']);
  });

  it('says a new object under an old name is a deletion and an addition, in this order', () => {
    expect(brief(replaceAll(filled(stored('a', 'old', '1')), [stored('a', 'new', '9')]))).toEqual(['deleted a/old@1', 'added a/new@9']);
  });
});

describe('one event', () => {
  it('about an unknown object adds it, whatever the server called the event', () => {
    expect(brief(upsert(filled(), stored('a', '1', '1')))).toEqual(['added a/1@1']);
  });

  it('that tells nothing new changes nothing', () => {
    expect(upsert(filled(stored('a', '1', '1')), stored('a', '1', '1'))).toEqual([]);
  });

  it('with the previous state beside the new one', () => {
    const [change] = upsert(filled(stored('a', '1', '1')), stored('a', '1', '2'));
    expect(change?.previous?.metadata?.resourceVersion).toBe('1');
  });

  it('about a new object under a known name tells the deletion that was missed first', () => {
    expect(brief(upsert(filled(stored('a', 'old', '1')), stored('a', 'new', '5')))).toEqual(['deleted a/old@1', 'added a/new@5']);
  });

  it('about the deletion of an unknown object says nothing', () => {
    expect(remove(filled(stored('a', 'new', '5')), stored('a', 'old', '3'))).toEqual([]);
  });
});

it.each([
  ['9', '10', true], ['10', '9', false], ['10', '10', false], ['9007199254740993', '9007199254740994', true],
  ['abc', '10', false], [undefined, '10', false], ['9', undefined, false],
])('a resource version %s is older than %s: %s', (candidate, known, older) => {
  expect(isOlder(candidate, known)).toBe(older);
});
