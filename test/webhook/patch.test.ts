import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { encodePatch } from '../../webhook/patch.ts';

const operations = (patch = ''): Operation[] => JSON.parse(Buffer.from(patch, 'base64').toString()) as Operation[];
/** As they come out of a parser: with a prototype, and no -0. The patcher of the test, unlike Go's, cannot set a key `__proto__`. */
const objects = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('__proto__')).map((text) => JSON.parse(text) as object);

describe('the patch', () => {
  it('is none where nothing changes', () => {
    const object = { a: [{ b: 1 }] };
    expect([encodePatch(object, object), encodePatch(object, structuredClone(object))]).toEqual([undefined, undefined]);
  });

  it('names what differs and nothing else', () => {
    const from = { metadata: { name: 'a' }, spec: { image: 'i', args: ['x'], 'a/b~c': 1, same: { deep: [1, 2] } } };
    const to = { metadata: { name: 'a', labels: { l: '1' } }, spec: { runner: { image: 'i' }, args: ['x', 'y'], 'a/b~c': 2, same: { deep: [1, 2] } } };
    expect(operations(encodePatch(from, to))).toEqual(expect.arrayContaining([
      { op: 'add', path: '/metadata/labels', value: { l: '1' } },
      { op: 'remove', path: '/spec/image' },
      { op: 'add', path: '/spec/runner', value: { image: 'i' } },
      { op: 'add', path: '/spec/args/1', value: 'y' },
      { op: 'replace', path: '/spec/a~1b~0c', value: 2 },
    ]));
    expect(operations(encodePatch(from, to))).toHaveLength(5);
  });

  it('turns any object into any other, as RFC 6902 has it', () => {
    fc.assert(fc.property(objects, objects, (from, to) => {
      const patch = encodePatch(from, to);
      const patched: unknown = patch === undefined ? from : jsonPatch.applyPatch(structuredClone(from), operations(patch), true, true, false).newDocument;
      expect(patched).toEqual(to);
    }));
  });
});
