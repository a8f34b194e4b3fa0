import type { Reason } from './reasons.ts';
import type { Result } from './status.ts';

/** What a k6 process says by its exit code. */
export interface ExitMeaning {
  code: number;
  reason: Reason;
  result: Result;
}

/** k6's documented exit codes; those of its cloud commands (97, 98) cannot come from `k6 run` without the cloud. */
export const exitCodes: readonly ExitMeaning[] = [
  { code: 0, reason: 'ThresholdsPassed', result: 'Passed' },
  { code: 99, reason: 'ThresholdsFailed', result: 'ThresholdsFailed' },
  { code: 100, reason: 'SetupTimeout', result: 'Failed' },
  { code: 101, reason: 'TeardownTimeout', result: 'Failed' },
  { code: 102, reason: 'GenericTimeout', result: 'Failed' },
  { code: 103, reason: 'StoppedByUser', result: 'Stopped' },
  { code: 104, reason: 'InvalidConfig', result: 'Failed' },
  { code: 105, reason: 'Interrupted', result: 'Failed' },
  { code: 106, reason: 'RestApiFailed', result: 'Failed' },
  { code: 107, reason: 'ScriptException', result: 'Failed' },
  { code: 108, reason: 'ScriptAborted', result: 'Failed' },
  { code: 109, reason: 'K6Panicked', result: 'Failed' },
  { code: 110, reason: 'MarkedAsFailed', result: 'Failed' },
];

/** What exit code `code` of a k6 process means; a code that k6 does not document is a failure without a known cause. */
export function exitMeaning(code: number): ExitMeaning {
  return exitCodes.find((meaning) => meaning.code === code) ?? { code, reason: 'RunnerFailed', result: 'Failed' };
}

/** Whether a process that ended with `code` chose to: not by SIGTERM (k6: 105), not by a signal as shells and runtimes number them (128 and above). */
export function endedByItself(code: number): boolean {
  return code >= 0 && code < 128 && code !== 105;
}
