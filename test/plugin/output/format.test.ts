import { describe, expect, it } from '@jest/globals';
import { parseFormat } from '../../../plugin/output/format.ts';

describe('parseFormat', () => {
  it.each([
    [undefined, { kind: 'table' }], ['wide', { kind: 'wide' }], ['json', { kind: 'json' }], ['yaml', { kind: 'yaml' }], ['name', { kind: 'name' }],
    ['jsonpath={.a=="b"}', { kind: 'jsonpath', template: '{.a=="b"}' }],
    ['custom-columns=N:.a,M:.b[0]', { kind: 'custom-columns', columns: [{ header: 'N', path: '.a' }, { header: 'M', path: '.b[0]' }] }],
  ])('reads %s', (text, format) => {
    expect(parseFormat(text)).toEqual(format);
  });

  it.each(['xml', 'jsonpath', 'jsonpath=', 'custom-columns=', 'custom-columns=N', 'custom-columns=:.a', 'JSON'])('refuses %s as wrong usage', (text) => {
    expect(() => parseFormat(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
