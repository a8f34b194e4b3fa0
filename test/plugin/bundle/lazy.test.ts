import { describe, expect, it } from '@jest/globals';
import { compileFunction } from 'node:vm';
import { lazyRequires } from '../../../plugin/bundle/lazy.ts';

/** Runs `source` as Node would a module; tells what it exports, and what was required meanwhile, in order. */
function loaded(source: string): { exports: Record<string, () => unknown>; required: string[] } {
  const required: string[] = [];
  const exports: Record<string, () => unknown> = {};
  const require = (name: string): unknown => {
    required.push(name);
    return { name, Class: class { readonly of = name; } };
  };
  const run = compileFunction(lazyRequires(source), ['require', 'exports']) as (...parameters: unknown[]) => void;
  run(require, exports);
  return { exports, required };
}

const source = [
  'const __importDefault = (mod) => ({ default: mod });',
  'const one_1 = require("./one");',
  'const two_1 = __importDefault(require("./two"));',
  'const Three = require("./three");',
  'exports.make = () => new Three.Class().of;',
  'exports.both = () => [two_1.default.name, one_1.name, exports.one_1];',
].join('\n');

describe('lazyRequires', () => {
  it('loads nothing before it is used, and each module once', () => {
    const { exports, required } = loaded(source);
    expect(required).toEqual([]);
    expect([exports['make']?.(), exports['both']?.(), exports['both']?.()]).toEqual(['./three', ['./two', './one', undefined], ['./two', './one', undefined]]);
    expect(required).toEqual(['./three', './two', './one']);
  });

  it('leaves a module that a class is made of where it is needed at once', () => {
    const { exports, required } = loaded('const base_1 = require("./base");\nclass Own extends base_1.Class {}\nexports.make = () => new Own().of;');
    expect(required).toEqual(['./base']);
    expect(exports['make']?.()).toBe('./base');
  });

  it('changes nothing in a module that requires nothing', () => {
    expect(loaded('exports.a = () => "require";').exports['a']?.()).toBe('require');
  });
});
