import { describe, expect, it } from '@jest/globals';
import { readManifests, steps } from '../../../plugin/validate/documents.ts';

const text = `apiVersion: k6.io/v1alpha1
kind: K6
spec:
  runner:
    env:
      - name: A
        value: b
      - name: C
    metadata:
      annotations:
        "a.b/c": x
---
# nothing but a comment
---
apiVersion: v1
kind: List
items:
  - kind: K6
    spec: {parallelism: 3}
`;

describe('readManifests', () => {
  it('finds every object of every document, and of a List its items', () => {
    const { manifests, unreadable } = readManifests('f.yaml', text);
    expect(manifests.map(({ object }) => (object as { kind: string }).kind)).toEqual(['K6', 'K6']);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ['.spec.runner.env[1].name', 8], ['.spec.runner.env[1].value', 8], ['.spec.runner.metadata.annotations["a.b/c"]', 11], ['.spec.script', 3], ['.nothing', 1], ['', 1],
  ])('knows the line of %s', (path, line) => {
    expect(readManifests('f.yaml', text).manifests[0]?.lineOf(path)).toBe(line);
  });

  it('knows lines in a List, in flow style and behind an anchor', () => {
    expect(readManifests('f.yaml', text).manifests[1]?.lineOf('.spec.parallelism')).toBe(19);
    const anchored = 'base: &b\n  image: x\nspec:\n  runner: *b\n';
    expect(readManifests('f.yaml', anchored).manifests[0]?.lineOf('.spec.runner.image')).toBe(2);
  });

  it('reads JSON', () => {
    expect(readManifests('f.json', '{\n "kind": "K6",\n "spec": {}\n}').manifests[0]?.lineOf('.spec')).toBe(3);
  });

  it('says where a document cannot be read, and reads the others', () => {
    const { manifests, unreadable } = readManifests('f.yaml', 'kind: A\n---\na: [\n---\nkind: B\n');
    expect(manifests.map(({ object }) => object)).toEqual([{ kind: 'A' }, { kind: 'B' }]);
    expect(unreadable).toEqual([expect.objectContaining({ file: 'f.yaml', message: expect.stringContaining('no YAML') })]);
  });

  it('finds nothing in an empty file', () => {
    expect(readManifests('f.yaml', '')).toEqual({ manifests: [], unreadable: [] });
  });
});

describe('steps', () => {
  it('takes a path apart', () => {
    expect(steps('.spec.env[0].name')).toEqual(['spec', 'env', 0, 'name']);
    expect(steps('.metadata.labels["a.b/c"]')).toEqual(['metadata', 'labels', 'a.b/c']);
    expect(steps('')).toEqual([]);
  });
});
