import { describe, expect, it } from '@jest/globals';
import { jsonPathText, jsonPathValues } from '../../../plugin/output/jsonpath.ts';

const root = {
  metadata: { name: 'a', labels: { 'k6.io/role': 'runner', plain: 'x' } },
  status: { exitCode: 99, conditions: [{ type: 'Passed', status: 'False' }, { type: 'Finished', status: 'True' }] },
  items: [{ name: 'one', n: 1 }, { name: 'two', n: 2 }],
};

describe('jsonPathText', () => {
  it.each([
    ['{.metadata.name}', 'a'],
    ['{.status.exitCode}', '99'],
    ['{.items[*].name}', 'one two'],
    ['{.items[1].name}', 'two'],
    ['{.items[-1:].name}', 'two'],
    ['{.metadata.labels.k6\\.io/role}', 'runner'],
    ['{.metadata.labels[\'k6.io/role\']}', 'runner'],
    ['{.status.conditions[?(@.type=="Passed")].status}', 'False'],
    ['{range .items[*]}{.name}={.n}{"\\n"}{end}', 'one=1\ntwo=2\n'],
    ['{range .items[*]}{range $.status.conditions[*]}{.type} {end}{end}', 'Passed Finished Passed Finished '],
    ['name: {.metadata.name}, {"{"}{"}"}', 'name: a, {}'],
    ['{.nothing.there}', ''],
    ['{.items[0]}', '{"name":"one","n":1}'],
    ['{@.metadata.name}', 'a'],
    ['{$.metadata.name}', 'a'],
  ])('makes of %s what kubectl does', (template, text) => {
    expect(jsonPathText(template, root)).toBe(text);
  });

  it.each(['{.a', '.a}', '{range .items[*]}{.name}', '{end}', '{.items[?(}'])('refuses %s as wrong usage', (template) => {
    expect(() => jsonPathText(template, root)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('jsonPathValues', () => {
  it('takes a path with or without braces and with or without a dot', () => {
    for (const path of ['.metadata.name', '{.metadata.name}', 'metadata.name']) expect(jsonPathValues(path, root)).toEqual(['a']);
    expect(jsonPathValues('.x', root)).toEqual([]);
  });
});
