import type { Judgement } from '../../api/summary/merged.ts';
import type { Run } from '../../api/run.ts';
import type { Streams } from '../collector/streams.ts';
import { liveJudgement } from '../merge/liveSummary.ts';
import { hasReached, isFinal } from '../status/next.ts';

/** The merged metrics of a run that is on; undefined where nothing was heard of it. */
export function liveOf({ metadata: { uid }, status = {} }: Run, streams: Streams | undefined, now: number): Judgement | undefined {
  if (!hasReached(status, 'created') || isFinal(status) || status.stage === 'stopped') return undefined;
  const stream = streams?.view(uid);
  if (!stream) return undefined;
  return liveJudgement(stream, status.thresholds ?? [], { now, startedAt: Date.parse(status.start?.time ?? '') || now });
}
