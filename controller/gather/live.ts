import type { Judgement, Timeline } from '../../api/summary/merged.ts';
import type { Run } from '../../api/run.ts';
import type { RunStatus } from '../../api/status.ts';
import type { Streams } from '../collector/streams.ts';
import { liveJudgement } from '../merge/liveSummary.ts';
import { hasReached, isFinal } from '../status/next.ts';

/** What was heard of a run from its middle on says too little in the beginning to stop a test because of it. */
const settlingMilliseconds = 30_000;

/** The merged metrics of a run that is on; undefined where nothing was heard of it. */
export function liveOf({ metadata: { uid }, status = {} }: Run, streams: Streams | undefined, now: number): Judgement | undefined {
  const stream = isOn(status) ? streams?.view(uid) : undefined;
  if (!stream || !streams) return undefined;
  const { thresholds = [] } = status;
  const judged = liveJudgement(stream, thresholds, { now, time: new Date(now).toISOString(), startedAt: startOf(status) ?? now });
  return {
    summary: withNotes(judged.summary, streams.notes(uid)),
    thresholds: stream.complete || isSettled(streams.timeline(uid), now) ? judged.thresholds : thresholds,
  };
}

function isOn(status: RunStatus): boolean {
  return hasReached(status, 'created') && !isFinal(status) && status.stage !== 'stopped';
}

function startOf({ start }: RunStatus): number | undefined {
  return start && Date.parse(start.time);
}

function isSettled(timeline: Timeline | undefined, now: number): boolean {
  return timeline !== undefined && now - Date.parse(timeline.start) >= settlingMilliseconds;
}

function withNotes(summary: Judgement['summary'], more: readonly string[]): Judgement['summary'] {
  const notes = [...(summary.notes ?? []), ...more];
  return notes.length > 0 ? { ...summary, notes } : summary;
}
