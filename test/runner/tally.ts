import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../../cluster/paths.ts';

/** What one project of the suite, or the checks before it, came to. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What a person should know beside the numbers. */
  notes: string[];
}

/** The part of Jest's `--json` report that is read here. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Suites that could not be loaded or crashed: none of their tests is counted anywhere else. */
  numRuntimeErrorTestSuites: number;
  success: boolean;
  testResults: readonly JestSuite[];
}

interface JestSuite {
  /** The file, absolute. */
  name: string;
  /** Why a suite could not be loaded, and all its failures otherwise. */
  message: string;
  assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] | null }[];
}

export interface JestRun {
  project: string;
  /** Undefined where a signal ended the process. */
  exitCode: number | undefined;
  /** Undefined where Jest left none. */
  report: JestReport | undefined;
}

const nothing = { passed: 0, failed: 0, skipped: 0 };

/** Counts a project. Whatever is not a clean run is at least one failure, whether Jest counted it or not. */
export function tallyProject({ project, exitCode, report }: JestRun, ci: boolean): Tally {
  if (report === undefined) {
    return { ...nothing, failed: 1, notes: [`${project}: jest ended with ${exitCode ?? 'a signal'} and left no result`] };
  }
  const notes: string[] = [];
  const broken = report.numRuntimeErrorTestSuites;
  let failed = report.numFailedTests + broken;
  if (broken > 0) notes.push(`${project}: ${broken} suites failed to run`);
  if (report.testResults.length === 0) {
    notes.push(`${project}: no tests`);
    if (ci) failed += 1;
  }
  if (failed === 0 && (exitCode !== 0 || !report.success)) {
    failed = 1;
    notes.push(`${project}: jest ended with ${exitCode ?? 'a signal'} though no test failed`);
  }
  notes.push(...report.testResults.flatMap(failuresOf));
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests, notes };
}

/** Each failure once more, in short: Jest's own words stand far above the end of a long log. */
function failuresOf({ name, message, assertionResults }: JestSuite): string[] {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return message === '' ? [] : [described(name, 'failed to run', message)];
  return failed.map(({ fullName, failureMessages }) => described(name, fullName, failureMessages?.[0] ?? ''));
}

/** What was expected stands at the beginning, what was heard of runs at the end. */
const shown = { first: 25, last: 5 };

function described(file: string, title: string, said: string): string {
  const lines = stripVTControlCharacters(said).split('\n').filter((line) => line.trim() !== '' && !/^\s+at .*node_modules/.test(line));
  return [`FAILED ${relative(root, file)}: ${title}`, ...shortened(lines).map((line) => `  ${line}`)].join('\n');
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= shown.first + shown.last ? lines : [...lines.slice(0, shown.first), '…', ...lines.slice(-shown.last)];
}

export function tallyChecks(exitCode: number | undefined): Tally {
  return exitCode === 0 ? { ...nothing, notes: [] } : { ...nothing, failed: 1, notes: [`verify: ended with ${exitCode ?? 'a signal'}`] };
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((all, one) => ({
    passed: all.passed + one.passed,
    failed: all.failed + one.failed,
    skipped: all.skipped + one.skipped,
    notes: [...all.notes, ...one.notes],
  }), { ...nothing, notes: [] });
}

export function summaryLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
