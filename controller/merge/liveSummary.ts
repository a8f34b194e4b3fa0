import type { Judgement } from '../../api/summary/merged.ts';
import type { SummaryStatus, ThresholdStatus } from '../../api/status.ts';
import { totals } from './status.ts';
import { judgeThresholds } from './thresholds.ts';
import type { StreamData } from './types.ts';

export interface Moment {
  /** RFC 3339. */
  time: string;
  /** The same in milliseconds since the epoch. */
  now: number;
  /** Milliseconds since the epoch: when the run started. */
  startedAt: number;
}

/** How a run that is on stands, from what its runners have streamed until now. Metrics without samples are not judged, as in k6. */
export function liveJudgement(stream: StreamData, thresholds: readonly ThresholdStatus[], { time, now, startedAt }: Moment): Judgement {
  const runners = [...stream.runners.values()];
  const summary: SummaryStatus = {
    time,
    final: false,
    source: 'Stream',
    runnersReported: runners.length,
    vus: runners.reduce((sum, { vus }) => sum + vus, 0),
    ...totals(stream),
    ...stream.lately,
    ...(!stream.complete && { notes: ['the run was not heard from its start: what came before is missing'] }),
  };
  return { thresholds: judgeThresholds(thresholds, stream.metrics, Math.max(0, now - startedAt)), summary };
}
