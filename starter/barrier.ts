import type { Laggard, StarterFailure } from '../api/starterreport.ts';
import type { Target } from './input.ts';
import { naming } from './report.ts';
import { status } from './status.ts';

/** What is known of one runner. Times are milliseconds on the monotonic clock. */
export interface View {
  readonly target: Target;
  /** The last status it told, even if it no longer answers. */
  readonly status?: number;
  /** Why the last request failed; absent after an answer. */
  readonly error?: string;
  /** Since when every request failed; absent after an answer. */
  readonly failingSince?: number;
  /** How many requests it was sent. */
  readonly polls: number;
}

export type Observation = { readonly status: number } | { readonly error: string };

/** What is known after one more request. */
export function observe(view: View, seen: Observation, now: number): View {
  const { target, polls } = view;
  if ('status' in seen) return { target, status: seen.status, polls: polls + 1 };
  return { ...view, error: seen.error, failingSince: view.failingSince ?? now, polls: polls + 1 };
}

/** All VUs are initialised and the runner waits for its PATCH. */
export function isReady(view: View): boolean {
  return view.error === undefined && view.status === status.pausedBeforeRun;
}

/** It left its pause: by an earlier starter, or because its arguments do not pause it. */
export function isStarted(view: View): boolean {
  return view.error === undefined && view.status !== undefined && view.status >= status.started;
}

const firstDelay = 200;
const longestDelay = 1000;
const growth = 1.3;

/**
 * Milliseconds until the next look at a runner: from 200 ms growing to 1 s, so that a thousand runners are asked a thousand times a second
 * at most. `random` in [0, 1) spreads them by a fifth, or all would be asked at once each time.
 */
export function pollDelay(polls: number, random: number): number {
  return Math.min(longestDelay, firstDelay * growth ** polls) * (0.9 + 0.2 * random);
}

/** A runner as a report names it. */
export function laggard({ target, status: last, error }: View): Laggard {
  return { runner: target.runner, ...(last === undefined ? {} : { status: last }), ...(error === undefined ? {} : { error }) };
}

export function laggards(views: readonly View[]): Laggard[] {
  return views.filter((view) => !isReady(view) && !isStarted(view)).map(laggard);
}

/** A runner that answered once and was then silent for this long has ended. One on a node that is short of CPU may well be silent for some seconds. */
const goneMilliseconds = 20_000;

/**
 * Whether a runner's process ended: it answered before, and now nothing listens on its port (k6 closes it only at its end), or nothing answered
 * for `patience` milliseconds.
 */
export function isGone({ status: last, error, failingSince }: View, now: number, patience = goneMilliseconds): boolean {
  if (last === undefined || error === undefined || failingSince === undefined) return false;
  return error.includes('ECONNREFUSED') || now - failingSince >= patience;
}

/** One that never answered may still load its script: k6 opens its REST API only after that, and before anything can end it. */
const neverUpMilliseconds = 30_000;

/** Whether a runner is gone, or never was there: what somebody goes by who expects it to have started. Milliseconds. */
export function isAway(view: View, now: number, patience?: number): boolean {
  return isGone(view, now, patience) || (view.status === undefined && view.error !== undefined && now - (view.failingSince ?? now) >= neverUpMilliseconds);
}

/** Why the barrier did not open by its deadline, in one sentence that names the runners. */
export function barrierFailure(views: readonly View[], now: number): { reason: StarterFailure; message: string } {
  const late = views.filter((view) => !isReady(view) && !isStarted(view));
  const gone = late.filter((view) => isGone(view, now));
  const names = naming(late.map(({ target }) => target.runner));
  if (gone.length === late.length) {
    return { reason: 'RunnerFailed', message: `${late.length} of ${views.length} runners answered and then went away before the start: ${names}` };
  }
  return { reason: 'BarrierTimeout', message: `${late.length} of ${views.length} runners had not initialised their VUs in time: ${names}` };
}
