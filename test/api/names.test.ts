import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  initializerName, isDnsLabel, maxRunNameLength, nameFault, runnerName, starterName, stopperName, summaryName, teardownName,
} from '../../api/names.ts';

const children = (run: string, parallelism: number): string[] => [
  runnerName(run, 1), runnerName(run, parallelism), starterName(run), initializerName(run), stopperName(run), teardownName(run), summaryName(run),
];

describe('names of children', () => {
  it('are those of the 2022 version and of today\'s', () => {
    expect(children('k6-sample', 12)).toEqual([
      'k6-sample-1', 'k6-sample-12', 'k6-sample-starter', 'k6-sample-initializer', 'k6-sample-stopper', 'k6-sample-teardown', 'k6-sample-summary',
    ]);
  });

  it('are legal DNS labels for every run whose name has no fault', () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?$/);
    fc.assert(fc.property(name, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (run, parallelism) => {
      fc.pre(nameFault(run, parallelism) === undefined);
      expect(children(run, parallelism).filter((child) => !isDnsLabel(child))).toEqual([]);
    }));
  });

  it('leave a run 51 characters, the longest suffix being the initializer\'s', () => {
    expect(maxRunNameLength(1)).toBe(51);
    expect(maxRunNameLength(2 ** 31 - 1)).toBe(51);
    expect(nameFault('a'.repeat(51), 1)).toBeUndefined();
    expect(nameFault('a'.repeat(52), 1)).toContain('use at most 51');
  });

  it.each(['my.run', 'My-run', '-run', 'run-', '', 'my_run', 'run\n'])('cannot be made from %j', (run) => {
    expect(nameFault(run, 1)).toBeDefined();
  });
});
