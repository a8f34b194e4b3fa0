import { setTimeout as sleep } from 'node:timers/promises';
import { isStarted } from './barrier.ts';
import type { Target } from './input.ts';
import { errorText, look, note, type Watched } from './poll.ts';
import type { Fired } from './shot.ts';
import type { Interval } from './skew.ts';
import { answerError, startBody, type Answer } from './status.ts';

/** What became of one runner that was fired at. */
export interface Confirmed {
  readonly target: Target;
  readonly started: boolean;
  /** How many PATCHes it was sent. */
  readonly attempts: number;
  readonly interval: Interval;
  /** What it answered to the last PATCH that it did not take. */
  readonly refusal?: string;
}

/** The runners are left alone in their first moments, in which their VUs want all the CPU there is. */
const graceMilliseconds = 250;
const maxAttempts = 4;
const retryMilliseconds = 250;

/** A status 4 right after a PATCH means that k6's scheduler has not yet woken up; it has after a moment. */
async function readAgain(watched: Watched, target: Target): Promise<{ started: boolean; answers: boolean }> {
  let view = await look(watched, target);
  for (let reads = 1; reads < 5 && view.error === undefined && !isStarted(view); reads++) {
    await sleep(50 * reads);
    view = await look(watched, target);
  }
  return { started: isStarted(view), answers: view.error === undefined };
}

/** One more PATCH, after a pause that grows with the number of those before. */
async function patchAgain(watched: Watched, target: Target, before: number): Promise<Answer | undefined> {
  await sleep(retryMilliseconds * before);
  try {
    return await watched.limit(() => watched.client.patch(target, startBody));
  } catch (error) {
    note(watched, target, { error: errorText(error) });
    return undefined;
  }
}

/** When a runner is known to have started; undefined where it is not. A 200 proves it, unless the runner still says that it is paused. */
async function provenAt(watched: Watched, target: Target, answer: Answer | undefined): Promise<number | undefined> {
  const accepted = answer?.code === 200 ? answer.at : undefined;
  const { started, answers } = await readAgain(watched, target);
  if (started) return accepted ?? performance.now();
  return answers ? undefined : accepted;
}

/**
 * Whether one runner started, with as many PATCHes more as that takes, four at most. Without a 200 (a broken connection, or the 500 of a
 * runner that runs already) the status alone counts, and the start lies somewhere between the first last byte and that reading. With a 200
 * and no status the test was over before it could be read.
 */
async function confirmOne(watched: Watched, { target, sent, answer: first }: Fired): Promise<Confirmed> {
  let answer = first;
  for (let attempts = 1; ; attempts++) {
    const answered = await provenAt(watched, target, answer);
    if (answered !== undefined) return { target, started: true, attempts, interval: { sent, answered } };
    if (attempts === maxAttempts || watched.signal.aborted) {
      const refusal = answer === undefined || answer.code === 200 ? {} : { refusal: answerError(answer) };
      return { target, started: false, attempts, interval: { sent, answered: Infinity }, ...refusal };
    }
    answer = await patchAgain(watched, target, attempts);
  }
}

/** Reads every runner's status after the shot, and starts again those that it missed. */
export async function confirmAll(watched: Watched, fired: readonly Fired[]): Promise<Confirmed[]> {
  await sleep(graceMilliseconds);
  return Promise.all(fired.map((one) => confirmOne(watched, one)));
}
