import { describe, expect, it } from '@jest/globals';
import type { Run } from '../../../api/run.ts';
import { sortedBy } from '../../../plugin/output/sort.ts';
import { aRun } from '../../api/builders.ts';

const named = (name: string, more: object = {}): Run => ({ ...aRun(), metadata: { ...aRun().metadata, name }, ...more });
const order = (path: string, ...runs: Run[]): string[] => sortedBy(path, runs).map(({ metadata }) => metadata.name);

describe('sortedBy', () => {
  it('takes the numbers in a name for numbers, as kubectl does', () => {
    expect(order('.metadata.name', named('run-10'), named('run-2'), named('run-2b'), named('run'), named('nightly-3'))).toEqual(['nightly-3', 'run', 'run-2', 'run-2b', 'run-10']);
  });

  it('sorts numbers by size, with those first that have none, and else as they were', () => {
    const of = (name: string, exitCode?: number): Run => named(name, { status: { ...(exitCode !== undefined && { exitCode }) } });
    expect(order('{.status.exitCode}', of('a', 107), of('b', 99), of('c'), of('d', 99), of('e'))).toEqual(['c', 'e', 'b', 'd', 'a']);
  });

  it('refuses a field that no run has, and a path that is none, as wrong usage', () => {
    expect(() => order('.metadata.nmae', named('a'))).toThrow(expect.objectContaining({ exitCode: 2, message: '--sort-by .metadata.nmae: no run here has this field' }));
    expect(() => order('.a[?(}', named('a'))).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(order('.metadata.nmae')).toEqual([]);
  });
});
