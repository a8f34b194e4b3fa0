import type { Judgement } from '../../api/summary/merged.ts';
import type { Run } from '../../api/run.ts';
import type { Streams } from '../collector/streams.ts';
import { liveJudgement } from '../merge/liveSummary.ts';
import { hasReached, isFinal } from '../status/next.ts';

/** What was heard of a run from its middle on says too little in the beginning to stop a test because of it. */
const settlingMilliseconds = 30_000;

/** The merged metrics of a run that is on; undefined where nothing was heard of it. */
export function liveOf({ metadata: { uid }, status = {} }: Run, streams: Streams | undefined, now: number): Judgement | undefined {
  if (!streams || !hasReached(status, 'created') || isFinal(status) || status.stage === 'stopped') return undefined;
  const stream = streams.view(uid);
  if (!stream) return undefined;
  const before = status.thresholds ?? [];
  const startedAt = Date.parse(status.start?.time ?? '') || now;
  const { summary, thresholds } = liveJudgement(stream, before, { now, time: new Date(now).toISOString(), startedAt });
  const notes = [...(summary.notes ?? []), ...streams.notes(uid)];
  const isSettled = stream.complete || now - Date.parse(streams.timeline(uid)?.start ?? '') >= settlingMilliseconds;
  return { summary: { ...summary, ...(notes.length > 0 ? { notes } : {}) }, thresholds: isSettled ? thresholds : before };
}
