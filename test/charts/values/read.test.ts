import { describe, expect, it } from '@jest/globals';
import { leaves, readValues } from '../../../charts/values/read.ts';

const text = `# Of the file.

# -- The first.
first: ""

section:
  # Of nobody.
  # -- Within,
  # and more of it.
  # @schema {type: integer, minimum: 1}
  inner: 3
  # -- A map
  # that is a value.
  # @schema {$ref: stringMap}
  map:
    a: b
  deeper:
    # -- Deep.
    list: [1, 2]
`;

describe('reading the values with their comments', () => {
  it('gives every value its path, meaning, default and schema', () => {
    expect(leaves(readValues(text))).toEqual([
      { path: ['first'], meaning: 'The first.', value: '' },
      { path: ['section', 'inner'], meaning: 'Within, and more of it.', value: 3, schema: { type: 'integer', minimum: 1 } },
      { path: ['section', 'map'], meaning: 'A map that is a value.', value: { a: 'b' }, schema: { $ref: 'stringMap' } },
      { path: ['section', 'deeper', 'list'], meaning: 'Deep.', value: [1, 2] },
    ]);
  });

  it.each([
    ['a: 1', 'a has no "# --" comment'], ['# words\na: 1', 'a has no "# --" comment'], ['a:\n  b: {}', 'a.b has no "# --" comment'],
    ['# -- A.\n# @schema 3\na: 1', 'the @schema of a is no map'], ['- 1', 'the values are no map'],
  ])('refuses %j', (values, message) => {
    expect(() => readValues(values)).toThrow(message);
  });
});
