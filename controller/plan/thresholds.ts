import type { RunStatus, ThresholdStatus } from '../../api/status.ts';
import type { Judgement } from '../../api/summary/merged.ts';
import { judgesAll } from '../jobs/runner/telemetry.ts';
import { thresholdToAbort } from '../merge/thresholds.ts';
import { isEnded, isRunning } from '../observe/state.ts';
import type { Context } from './types.ts';
import type { Verdict } from './verdict.ts';

/** A runner that ended by a threshold of its own, so long before the others, did not merely come to its end a little earlier. */
const earlyMilliseconds = 5000;

/** Why a threshold with `abortOnFail` ends the run for all runners; undefined while none does. */
export function crossedThreshold(context: Context): Verdict | undefined {
  const { world, before, now } = context;
  const start = Date.parse(before.start?.time ?? '');
  const crossed = Number.isNaN(start) ? undefined : thresholdToAbort(world.live?.thresholds ?? [], now - start);
  if (crossed) return { reason: 'ThresholdsFailed', message: `${thresholdText(crossed)}; it has abortOnFail, so all runners are stopped` };
  return judgesAll(before) ? undefined : crossedByOne(context);
}

/** Runners that keep their thresholds, for want of a stream, stop only themselves. */
function crossedByOne({ world, before, now }: Context): Verdict | undefined {
  if (before.thresholds?.some(({ abortOnFail }) => abortOnFail) !== true || !world.runners.some(isRunning)) return undefined;
  const at = world.runners.findIndex((runner) => isEnded(runner) && runner.exitCode === 99 && now - Date.parse(runner.endedAt ?? '') >= earlyMilliseconds);
  return at === -1 ? undefined : { reason: 'ThresholdsFailed', message: `a threshold with abortOnFail failed in runner ${at + 1}, so all runners are stopped` };
}

/** What is known of the run's thresholds at its end: by the summaries, or by what was streamed where those could not be had. */
export function finalThresholds({ world, before }: Pick<Context, 'world' | 'before'>): ThresholdStatus[] {
  return world.judgement?.thresholds ?? before.thresholds ?? [];
}

/**
 * Whether thresholds that only the controller could judge were never judged, since no runner's numbers came: nobody knows then whether the test passed.
 */
export function leftUnjudged({ world, before }: Pick<Context, 'world' | 'before'>): boolean {
  const heard = world.judgement?.summary.runnersReported ?? before.summary?.runnersReported ?? 0;
  return judgesAll(before) && heard === 0;
}

/** `http_req_duration: p(95)<200 is 212.5`. */
export function thresholdText({ metric, expression, observed, state, errorBound }: ThresholdStatus): string {
  const value = observed === undefined ? '' : ` is ${rounded(observed)}`;
  const bound = state === 'Indeterminate' && errorBound ? `, which lies between ${rounded(errorBound.low)} and ${rounded(errorBound.high)}` : '';
  return `${metric}: ${expression}${value}${bound}`;
}

/** The thresholds that do not hold, a few of many, for a message. */
export function failedThresholds(thresholds: readonly ThresholdStatus[]): string | undefined {
  const failed = thresholds.filter(({ ok }) => ok === false);
  if (failed.length === 0) return undefined;
  const more = failed.length > 3 ? ` and ${failed.length - 3} more` : '';
  return failed.slice(0, 3).map(thresholdText).join('; ') + more;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** What the status takes over from the stream, or from the merged summaries; a script without thresholds has none. */
export function judgedStatus(judgement: Judgement | undefined): Pick<RunStatus, 'thresholds' | 'summary'> {
  const { thresholds = [], summary } = judgement ?? {};
  return { ...(thresholds.length > 0 ? { thresholds } : {}), ...(summary ? { summary } : {}) };
}
