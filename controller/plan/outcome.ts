import { endedByItself, exitMeaning } from '../../api/exitcodes.ts';
import type { Reason } from '../../api/reasons.ts';
import type { Result, ThresholdStatus } from '../../api/status.ts';
import { isEnded, type ChildState, type Ended } from '../observe/state.ts';
import { isFailure } from '../status/counts.ts';
import { nameRunners, runnersWhere } from './facts.ts';
import { failedThresholds } from './thresholds.ts';
import type { Verdict } from './verdict.ts';

/** The one answer for the whole run. */
export interface Outcome extends Verdict {
  result: Result;
  exitCode?: number;
  /** The runners that the run went on without, 1-based. */
  losses: number[];
}

/** What tells how a run went, beside how its runners ended. */
export interface Evidence {
  initializer?: ChildState;
  /** As judged on all runners together; none where each runner judged them for itself. */
  thresholds?: readonly ThresholdStatus[];
  /** True where there are thresholds that nobody could judge. */
  unjudged?: boolean;
}

/**
 * Decides how a run went, from how its runners ended and from the verdict that ended it early, if one did. Where k6 refused the script in
 * the initializer, that is the only code of k6's there is.
 */
export function outcomeOf(runners: readonly ChildState[], verdict: Verdict | undefined, evidence: Evidence = {}): Outcome {
  const { initializer = { phase: 'absent' } } = evidence;
  const ended = runners.filter(isEnded);
  if (verdict?.reason === 'StoppedByUser') return stopped(runners, verdict, evidence);
  if (!verdict) return byThemselves(runners, evidence);
  if (verdict.reason === 'ThresholdsFailed') return aborted(runners, ended, verdict);
  const failed = [...ended, ...[initializer].filter(isEnded).filter(hasWordOfK6)].filter((child) => isFailure(child, true));
  return { result: 'Failed', ...verdict, ...overdueCode(ended, verdict), ...worstCode(failed), losses: [] };
}

/** A test that ran into its deadline was stopped through k6's REST API, and k6 has a code for that. */
function overdueCode(ended: Ended[], { reason }: Verdict): { exitCode?: number } {
  return reason === 'DeadlineExceeded' && ended.some(({ exitCode }) => exitCode === 103) ? { exitCode: 103 } : {};
}

/** False for a shell's code, such as that of an image without k6. */
function hasWordOfK6({ exitCode = -1 }: Ended): boolean {
  return exitMeaning(exitCode).reason !== 'RunnerFailed';
}

/** A threshold ended the run; a runner that failed by itself meanwhile tells more. */
function aborted(runners: readonly ChildState[], ended: Ended[], verdict: Verdict): Outcome {
  const failed = ended.filter((runner) => isFailure(runner, true) && runner.exitCode !== 99);
  if (failed.length > 0) return { ...failure(runners, failed), losses: [] };
  return { result: 'ThresholdsFailed', ...verdict, exitCode: 99, losses: [] };
}

/** Runners that were all done before the request to stop reached them have nothing but their own result to tell. */
function stopped(runners: readonly ChildState[], verdict: Verdict, evidence: Evidence): Outcome {
  const ended = runners.filter(isEnded);
  if (ended.length === runners.length && ended.every(hasOwnResult)) return byThemselves(runners, evidence);
  const ran = ended.some(({ exitCode }) => exitCode !== undefined);
  return { result: 'Stopped', ...verdict, ...(ran ? { exitCode: 103 } : {}), losses: [] };
}

function hasOwnResult({ exitCode, withdrawn }: Ended): boolean {
  return exitCode !== undefined && exitCode !== 103 && !withdrawn && endedByItself(exitCode);
}

function byThemselves(runners: readonly ChildState[], { thresholds = [], unjudged = false }: Evidence): Outcome {
  const losses = runnersWhere(runners, isGone);
  const kept = runners.filter(isEnded).filter((runner) => !isGone(runner));
  const failed = kept.filter((runner) => isFailure(runner, false) && runner.exitCode !== 99);
  if (failed.length > 0) return { ...failure(runners, failed), losses };
  if (kept.length === 0) return { result: 'Failed', reason: 'RunnerLost', message: `all ${runners.length} runners were lost`, losses: [] };
  if (unjudged) return { result: 'Failed', reason: 'ThresholdsNotJudged', message: 'no runner\'s numbers came, so nobody knows whether the thresholds hold', losses };
  const broken = thresholds.length > 0 ? failedThresholds(thresholds) : brokenRunners(runners);
  if (broken !== undefined) return { result: 'ThresholdsFailed', exitCode: 99, reason: 'ThresholdsFailed', message: broken, losses };
  if (kept.some(({ exitCode }) => exitCode === 103)) {
    return { result: 'Stopped', exitCode: 103, reason: 'StoppedByUser', message: 'a runner was stopped through its REST API', losses };
  }
  return passed(losses, thresholds.length);
}

/** Where the thresholds of the script are not known, each runner judged them for itself. */
function brokenRunners(runners: readonly ChildState[]): string | undefined {
  const broken = runnersWhere(runners, (runner) => isEnded(runner) && runner.exitCode === 99);
  return broken.length > 0 ? `thresholds failed in ${nameRunners(broken)}` : undefined;
}

/** A runner without a result of its own: it was taken away, or was never allowed to run. */
function isGone(runner: ChildState): boolean {
  return !isEnded(runner) || runner.lost || runner.withdrawn;
}

function passed(losses: number[], thresholds: number): Outcome {
  const ended = losses.length === 0 ? 'every runner ended with exit code 0' : 'the runners that were not lost ended with exit code 0';
  const message = thresholds === 0 ? ended : `${ended}, and ${thresholds === 1 ? 'the threshold holds' : `all ${thresholds} thresholds hold`} on all of them together`;
  return { result: 'Passed', exitCode: 0, reason: 'ThresholdsPassed', message, losses };
}

function failure(runners: readonly ChildState[], failed: Ended[]): Omit<Outcome, 'losses'> {
  const { exitCode } = worstCode(failed);
  const reason: Reason = exitCode === undefined ? (failed[0]?.reason ?? 'RunnerFailed') : exitMeaning(exitCode).reason;
  const which = runnersWhere(runners, (runner) => isEnded(runner) && failed.includes(runner));
  const message = `${nameRunners(which)}: ${failed[0]?.message ?? ''}`;
  return { result: 'Failed', reason, message, ...(exitCode === undefined ? {} : { exitCode }) };
}

/** Of several exit codes the one that tells the most: a run error (100 and above, or none of k6's) before thresholds. A kill is no word of k6's. */
function worstCode(runners: Ended[]): { exitCode?: number } {
  const codes = runners.flatMap(({ exitCode = -1 }) => (exitCode === 105 || endedByItself(exitCode) ? [exitCode] : []));
  const exitCode = codes.toSorted((a, b) => rank(b) - rank(a)).at(0);
  return exitCode === undefined ? {} : { exitCode };
}

function rank(code: number): number {
  if (code === 0) return 0;
  return code === 99 ? 1 : 2;
}
