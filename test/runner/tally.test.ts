import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { root } from '../../cluster/paths.ts';
import { sum, summaryLine, tallyChecks, tallyProject, type JestReport } from './tally.ts';

const clean: JestReport = {
  numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0, success: true, testResults: [{ name: join(root, 'test/a.test.ts'), message: '', assertionResults: [] }],
};
const project = 'e2e';

describe('the count of a test run', () => {
  it('is what Jest says when all is well', () => {
    expect(tallyProject({ project, exitCode: 0, report: clean }, true)).toEqual({ passed: 3, failed: 0, skipped: 0, notes: [] });
  });

  it('has a failure for a Jest that left no result', () => {
    for (const exitCode of [0, 1, undefined]) expect(tallyProject({ project, exitCode, report: undefined }, false).failed).toBe(1);
  });

  it('has a failure for every suite that failed to run', () => {
    const report = { ...clean, numFailedTests: 1, numRuntimeErrorTestSuites: 2, success: false };
    expect(tallyProject({ project, exitCode: 1, report }, false).failed).toBe(3);
  });

  it('has a failure for a Jest that ended badly though no test failed', () => {
    expect(tallyProject({ project, exitCode: 1, report: clean }, false).failed).toBe(1);
    expect(tallyProject({ project, exitCode: undefined, report: clean }, false).failed).toBe(1);
    expect(tallyProject({ project, exitCode: 0, report: { ...clean, success: false } }, false).failed).toBe(1);
  });

  it('says that a project has no tests, which CI takes for a failure', () => {
    const report = { ...clean, numPassedTests: 0, testResults: [] };
    expect(tallyProject({ project, exitCode: 0, report }, false)).toEqual({ passed: 0, failed: 0, skipped: 0, notes: ['e2e: no tests'] });
    expect(tallyProject({ project, exitCode: 0, report }, true).failed).toBe(1);
  });

  it('counts what was put off as skipped', () => {
    expect(tallyProject({ project, exitCode: 0, report: { ...clean, numPendingTests: 2, numTodoTests: 1 } }, false).skipped).toBe(3);
  });

  it('has a failure for static checks that do not pass', () => {
    expect([0, 1, undefined].map((exitCode) => tallyChecks(exitCode).failed)).toEqual([0, 1, 1]);
  });

  it('names each failure with what it said, however many there are', () => {
    const name = join(root, 'test/a.test.ts');
    const failed = { status: 'failed', fullName: 'a does b', failureMessages: ['\u001b[31mError: no b\u001b[39m\n    at node_modules/jest/x.js:1\n    at test/a.test.ts:7'] };
    const testResults = [
      { name, message: 'all of it', assertionResults: [{ status: 'passed', fullName: 'c', failureMessages: [] }, failed] },
      { name, message: 'SyntaxError: what?', assertionResults: [] },
    ];
    const { notes } = tallyProject({ project, exitCode: 1, report: { ...clean, numFailedTests: 1, numRuntimeErrorTestSuites: 1, success: false, testResults } }, false);
    expect(notes).toEqual([
      'e2e: 1 suites failed to run',
      'FAILED test/a.test.ts: a does b\n  Error: no b\n      at test/a.test.ts:7',
      'FAILED test/a.test.ts: failed to run\n  SyntaxError: what?',
    ]);
  });

  it('leaves out the middle of what a failure said at length', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
    const assertionResults = [{ status: 'failed', fullName: 'a', failureMessages: [lines.join('\n')] }];
    const report = { ...clean, numFailedTests: 1, success: false, testResults: [{ name: join(root, 'a.test.ts'), message: '', assertionResults }] };
    const [note = ''] = tallyProject({ project, exitCode: 1, report }, false).notes;
    expect(note.split('\n')).toEqual(['FAILED a.test.ts: a', ...lines.slice(0, 25).map((line) => `  ${line}`), '  …', ...lines.slice(95).map((line) => `  ${line}`)]);
  });

  it('ends in one line, which names skipped tests only when there are any', () => {
    const one = tallyProject({ project, exitCode: 0, report: clean }, false);
    expect(summaryLine(sum([one, one, tallyChecks(1)]))).toBe('6 passed, 1 failed');
    expect(summaryLine(sum([one, { ...one, skipped: 2 }]))).toBe('6 passed, 0 failed, 2 skipped');
  });
});
