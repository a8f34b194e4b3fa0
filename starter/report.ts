import type { Laggard, StarterAction, StarterFailure, StarterReport } from '../api/starterreport.ts';

/** What happened, before it is cut to the size of a termination message. */
export interface Outcome {
  readonly action: StarterAction;
  readonly runners: number;
  readonly waitedMilliseconds: number;
  readonly time?: Date;
  readonly skewMilliseconds?: number;
  readonly setupMilliseconds?: number;
  readonly retried?: number;
  readonly alreadyRunning?: readonly number[];
  readonly failure?: { readonly reason: StarterFailure; readonly message: string };
  readonly laggards?: readonly Laggard[];
  readonly started?: readonly number[];
}

/** What the kubelet keeps of a container's termination message. */
export const maxReportBytes = 4096;
const maxErrorLength = 160;
const maxMessageLength = 400;

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function cut(outcome: Outcome, listLength: number): StarterReport {
  const { failure, laggards = [], started = [], alreadyRunning = [] } = outcome;
  return {
    ok: failure === undefined,
    action: outcome.action,
    ...(failure === undefined ? {} : { reason: failure.reason, message: shorten(failure.message, maxMessageLength) }),
    ...(outcome.time === undefined ? {} : { time: outcome.time.toISOString() }),
    ...(outcome.skewMilliseconds === undefined ? {} : { skewMilliseconds: outcome.skewMilliseconds }),
    ...(outcome.setupMilliseconds === undefined ? {} : { setupMilliseconds: Math.round(outcome.setupMilliseconds) }),
    runners: outcome.runners,
    retried: outcome.retried ?? 0,
    waitedMilliseconds: Math.round(outcome.waitedMilliseconds),
    alreadyRunning: alreadyRunning.slice(0, listLength),
    alreadyRunningCount: alreadyRunning.length,
    laggards: laggards.slice(0, listLength).map((one) => (one.error === undefined ? one : { ...one, error: shorten(one.error, maxErrorLength) })),
    laggardCount: laggards.length,
    started: started.slice(0, listLength),
    startedCount: started.length,
  };
}

/** The report as one line of JSON of at most 4096 bytes: the lists are halved until it fits, their counts are kept. */
export function reportLine(outcome: Outcome): string {
  for (let listLength = 512; ; listLength = Math.trunc(listLength / 2)) {
    const line = JSON.stringify(cut(outcome, listLength));
    if (listLength === 0 || Buffer.byteLength(line) <= maxReportBytes) return line;
  }
}

/** `1, 2, 3 and 7 more`. */
export function naming(runners: readonly number[], most = 10): string {
  const rest = runners.length - most;
  return rest > 0 ? `${runners.slice(0, most).join(', ')} and ${rest} more` : runners.join(', ');
}
