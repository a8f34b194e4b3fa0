import { describe, expect, it } from '@jest/globals';
import { builtinContains, byName, identity, summaryName } from '../../../controller/merge/names.ts';

describe('names of metrics', () => {
  it.each([
    ['http_reqs', 'http_reqs'],
    ['http_reqs{status:200}', 'http_reqs{status:200}'],
    ['my_trend{ kind: "a", x:y }', 'my_trend{kind: "a", x:y}'],
    ['odd{', 'odd{'],
  ])('k6 calls the metric of a threshold on %s by %s', (threshold, name) => {
    expect(summaryName(threshold)).toBe(name);
  });

  it.each([
    ['m{a:1,b:2}', 'm{ b:2 , "a":\'1\' }', true],
    ['m{a:b:c}', 'm{a:"b:c"}', true],
    ['m{a:1}', 'm{a:2}', false],
    ['m{a:1}', 'n{a:1}', false],
    ['m{a:1}', 'm', false],
    ['m{a:1}', 'm{a:1,b:2}', false],
  ])('%s and %s are the same: %s', (one, other, same) => {
    expect(identity(one) === identity(other)).toBe(same);
    expect(byName(new Map([[other, 7]]), one)).toBe(same ? 7 : undefined);
  });

  it.each([['http_req_duration{status:200}', 'time'], ['data_sent', 'data'], ['http_reqs', 'default'], ['my_own', 'default']])('%s holds %s', (name, contains) => {
    expect(builtinContains(name)).toBe(contains);
  });
});
