import { setTimeout as sleep } from 'node:timers/promises';
import { isReady, isStarted, type View } from './barrier.ts';
import type { Held } from './client.ts';
import type { Target } from './input.ts';
import { errorText, look, lookUntilAll, note, type Watched } from './poll.ts';
import { startBody, type Answer } from './status.ts';

/** A runner that was fired at: when its last byte was sent, and what it answered. */
export interface Fired {
  readonly target: Target;
  readonly sent: number;
  readonly answer: Answer | undefined;
}

/**
 * Between the held requests and the shot: time for the last of them to arrive and for the runners' handlers to reach the wait for the last
 * byte, so that this byte has nothing left to do but to wake one goroutine.
 */
const settleMilliseconds = 100;

function releaseAll(held: readonly Held[]): void {
  for (const { answer, release } of held) {
    answer.catch(() => undefined);
    release();
  }
}

/** Sends all but the last byte to every paused runner. All or nothing: undefined, and every runner still paused, if one of them cannot be held. */
async function holdAll(watched: Watched, ready: readonly View[]): Promise<Held[] | undefined> {
  const broken = new Map<Target, string>();
  const attempts = ready.map(async ({ target }) => {
    try {
      const held = await watched.client.hold(target, startBody);
      held.answer.then(({ code }) => broken.set(target, `HTTP ${code} before the request was whole`), (error: unknown) => broken.set(target, errorText(error)));
      return held;
    } catch (error) {
      broken.set(target, errorText(error));
      return undefined;
    }
  });
  const held = (await Promise.all(attempts)).filter((one) => one !== undefined);
  await sleep(settleMilliseconds);
  if (broken.size === 0 && !watched.signal.aborted) return held;
  for (const [target, error] of broken) note(watched, target, { error });
  releaseAll(held);
  return undefined;
}

const hasArrived = (view: View): boolean => isReady(view) || isStarted(view);

/** Waits until every runner is ready or started; false when the signal is aborted before. */
export function barrier(watched: Watched): Promise<boolean> {
  return lookUntilAll(watched, hasArrived);
}

/**
 * Waits until every runner is ready or started, reads them all once more, and holds a PATCH to each paused one. A runner that went away in
 * between sends it back to waiting. Undefined when the signal is aborted before.
 */
export async function aim(watched: Watched): Promise<Held[] | undefined> {
  while (await barrier(watched)) {
    const paused = [...watched.views.values()].filter((view) => isReady(view));
    const fresh = await Promise.all(paused.map(({ target }) => look(watched, target)));
    if (!fresh.every(hasArrived)) continue;
    const held = await holdAll(watched, fresh.filter(isReady));
    if (held !== undefined) return held;
    if (watched.signal.aborted) return undefined;
  }
  return undefined;
}

/** Writes all last bytes in one loop that does nothing else, then collects the answers. `time` is just before the first of them. */
export async function fire(held: readonly Held[]): Promise<{ time: Date; fired: Fired[] }> {
  const sent = new Float64Array(held.length);
  const time = new Date();
  for (const [index, one] of held.entries()) sent[index] = one.fire();
  const answers = await Promise.all(held.map(({ answer }) => answer.catch(() => undefined)));
  return { time, fired: held.map(({ target }, index) => ({ target, sent: sent[index] ?? 0, answer: answers[index] })) };
}
