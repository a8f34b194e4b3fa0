import { describe, expect, it } from '@jest/globals';
import { readValues } from '../../../charts/values/read.ts';
import { schemaOf } from '../../../charts/values/schema.ts';

const of = (values: string): Record<string, unknown> => schemaOf(readValues(values), { title: 'T', properties: { global: { type: 'object' } }, definitions: {} });

describe('the schema of the values', () => {
  it('is closed in every section, and keeps what its base has', () => {
    expect(of('a:\n  # -- B.\n  b: true')).toEqual({
      title: 'T', definitions: {}, type: 'object', additionalProperties: false,
      properties: {
        global: { type: 'object' },
        a: { type: 'object', additionalProperties: false, required: ['b'], properties: { b: { type: 'boolean', description: 'B.' } } },
      },
    });
  });

  it('takes the type from the default, and lets nobody empty what has one', () => {
    expect(of('# -- A.\na: x\n# -- B.\nb: ""')).toMatchObject({
      required: ['a'], properties: { a: { type: 'string', minLength: 1 }, b: { type: 'string' } },
    });
  });

  it('refers to definitions by name, in lists too, and keeps what stands beside', () => {
    expect(of('# -- A.\n# @schema {$ref: port, default: 1}\na: 1\n# -- B.\n# @schema {type: array, items: {$ref: port}}\nb: []')).toMatchObject({
      properties: {
        a: { description: 'A.', allOf: [{ $ref: '#/definitions/port' }], default: 1 },
        b: { type: 'array', items: { allOf: [{ $ref: '#/definitions/port' }] } },
      },
    });
  });

  it('lets only users and groups be taken away', () => {
    expect(of('# -- A.\n# @schema {$ref: id}\na: 1\n# -- B.\n# @schema {type: integer}\nb: 1\n# -- C.\n# @schema {type: array}\nc: [1]')).toMatchObject({ required: ['b', 'c'] });
  });

  it.each(['a: 1', 'a: []', 'a: {}', 'a: null'])('is refused where the default tells too little (%s)', (line) => {
    expect(() => of(`# -- A.\n${line}`)).toThrow('a needs a "# @schema" line');
  });
});
