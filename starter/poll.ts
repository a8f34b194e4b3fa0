import { setTimeout as sleep } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { observe, pollDelay, type View } from './barrier.ts';
import type { Client } from './client.ts';
import type { Target } from './input.ts';
import { answerError, parseStatus, type Answer } from './status.ts';

/** How many requests may be under way at once: enough to hide a round trip, few enough for a burst of SYNs. */
const concurrency = 128;

/** The error's code where it has one: `connect ECONNREFUSED 10.0.0.5:6565`. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The runners of one start or stop, and what is known of each. */
export interface Watched {
  readonly client: Client;
  /** Aborted when the waiting must end; whoever aborts it also closes the client. */
  readonly signal: AbortSignal;
  readonly views: Map<number, View>;
  readonly limit: LimitFunction;
}

export function watchRunners(client: Client, targets: readonly Target[], signal: AbortSignal): Watched {
  return { client, signal, views: new Map(targets.map((target) => [target.runner, { target, polls: 0 }])), limit: pLimit(concurrency) };
}

/** Notes what one request showed, and returns the new view. */
export function note(watched: Watched, { runner }: Target, seen: Parameters<typeof observe>[1]): View {
  const view = watched.views.get(runner);
  if (view === undefined) throw new Error(`runner ${runner} is not watched`);
  const next = observe(view, seen, performance.now());
  watched.views.set(runner, next);
  return next;
}

/** What an answer shows of its runner. */
export function observation(answer: Answer): Parameters<typeof observe>[1] {
  const status = parseStatus(answer);
  return status === undefined ? { error: answerError(answer) } : { status };
}

/** One `GET /v1/status`. Never rejects: a failure is what is seen of the runner. */
export async function look(watched: Watched, target: Target): Promise<View> {
  const seen = await watched.limit(() => watched.client.get(target).then(observation, (error: unknown) => ({ error: errorText(error) })));
  return note(watched, target, seen);
}

/** The pause before the next look at a runner; ends early when the signal is aborted. */
export async function pause(watched: Watched, { polls }: View): Promise<void> {
  await sleep(pollDelay(polls, Math.random()), undefined, { signal: watched.signal }).catch(() => undefined);
}

/** Looks at one runner again and again until `done` says so. Returns early, undone, when the signal is aborted. */
async function lookUntil(watched: Watched, target: Target, done: (view: View) => boolean): Promise<void> {
  while (!watched.signal.aborted) {
    const view = await look(watched, target);
    if (done(view)) return;
    await pause(watched, view);
  }
}

/** Looks at every runner that is not `done` until all are; returns whether all are, which they are not when the signal is aborted. */
export async function lookUntilAll(watched: Watched, done: (view: View) => boolean): Promise<boolean> {
  const pending = [...watched.views.values()].filter((view) => !done(view));
  await Promise.all(pending.map(({ target }) => lookUntil(watched, target, done)));
  return [...watched.views.values()].every((view) => done(view));
}
