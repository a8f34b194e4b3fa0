import { conditionTypes, type RunStatus, type ThresholdStatus } from '../../api/status.ts';
import type { RunnerSummary } from './summary.ts';

/** One line on how far a run is: stage, runners, and what it waits for. */
export function progressLine(status: RunStatus): string {
  const { ready = 0, running = 0, total = 0, succeeded = 0, failed = 0 } = status.runners ?? {};
  const ended = succeeded + failed > 0 ? `, ${succeeded} succeeded, ${failed} failed` : '';
  const awaited = conditionTypes.flatMap((type) => status.conditions?.find((condition) => condition.type === type && condition.status !== 'True') ?? []).at(0);
  const why = awaited === undefined ? '' : `  ${awaited.reason}: ${awaited.message}`;
  return `${(status.stage ?? 'accepted').padEnd(14)} runners ${running} running, ${ready} ready of ${total}${ended}${why}`;
}

export function isOver(status: RunStatus): boolean {
  return status.stage === 'finished' || status.stage === 'error';
}

/** Undefined when the run came to what a demo wants to show; else what was wrong. */
export function shortfall(status: RunStatus, summaries: readonly RunnerSummary[], runners: number): string | undefined {
  if (status.stage !== 'finished' || status.result !== 'Passed') {
    return `the run stands at stage ${status.stage ?? 'none'} with result ${status.result ?? 'none'}`;
  }
  if (status.summary?.final !== true) return 'there is no summary of all runners';
  const silent = Array.from({ length: runners }, (_, at) => at + 1)
    .filter((runner) => summaries.find((summary) => summary.runner === runner)?.vus === undefined);
  return silent.length > 0 ? `the summary of runner ${silent.join(', ')} is missing` : undefined;
}

export function outcomeLines(status: RunStatus, summaries: readonly RunnerSummary[]): string[] {
  const { stage, result, exitCode, start } = status;
  const total = summaries.reduce((sum, { vus = 0 }) => sum + vus, 0);
  return [
    `stage       ${stage ?? '-'}`,
    `result      ${result ?? '-'}`,
    `exit code   ${exitCode ?? '-'}`,
    `started     ${start?.time ?? '-'}`,
    `start skew  ${start?.skewMilliseconds === undefined ? '-' : `${start.skewMilliseconds} ms between the first and the last runner at most`}`,
    ...summaries.map(({ runner, vus, requests }) => `runner ${runner}    vus ${vus ?? '-'}, http_reqs ${requests ?? '-'} (from its own summary)`),
    `all         vus ${total}`,
    ...mergedLines(status),
  ];
}

/** The one answer of all runners together: the numbers, and each threshold with what was observed. */
function mergedLines({ summary, thresholds = [] }: RunStatus): string[] {
  if (summary === undefined) return [];
  const { requests, requestsPerSecond, requestsFailed, p95Milliseconds, checksPassed = 0, checksFailed = 0, runnersReported, notes = [] } = summary;
  const numbers = [
    ...(requests === undefined ? [] : [`http_reqs ${requests}`]),
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond.toFixed(1)}/s`]),
    ...(requestsFailed === undefined ? [] : [`failed ${(requestsFailed * 100).toFixed(2)}%`]),
    ...(p95Milliseconds === undefined ? [] : [`p95 ${p95Milliseconds.toFixed(1)} ms`]),
    `checks ${checksPassed} of ${checksPassed + checksFailed}`,
  ];
  return [
    `merged      ${numbers.join(', ')} (of ${runnersReported} runners)`,
    ...thresholds.map((threshold) => `threshold   ${thresholdText(threshold)}`),
    ...notes.map((note) => `note        ${note}`),
  ];
}

function thresholdText({ metric, expression, state, observed }: ThresholdStatus): string {
  return `${metric} ${expression}: ${state}${observed === undefined ? '' : `, observed ${Number(observed.toPrecision(6))}`}`;
}

/** What a person needs to see why a run failed. */
export function conditionLines(status: RunStatus): string[] {
  return [
    ...(status.conditions ?? []).map(({ type, status: value, reason, message }) => `${type}=${value} ${reason}: ${message}`),
    ...(status.failures ?? []).map(({ runner, reason, exitCode, message }) => `runner ${runner}: ${reason}${exitCode === undefined ? '' : ` (${exitCode})`}: ${message}`),
  ];
}
