import { isAway, laggard, type View } from './barrier.ts';
import type { Input, Target } from './input.ts';
import { errorText, look, note, observation, pause, type Watched } from './poll.ts';
import { naming, type Outcome } from './report.ts';
import { openSession } from './session.ts';
import { status, stopBody } from './status.ts';

/** A runner that took the stop is expected to end. */
const stoppedMilliseconds = 3000;

/** A runner has ended, or is past its load: it says so itself, or its REST API is gone. */
function hasEnded(view: View, now: number, asked: boolean): boolean {
  if (view.error === undefined) return view.status !== undefined && view.status >= status.teardown;
  return isAway(view, now, asked ? stoppedMilliseconds : undefined);
}

/** Asks one runner to stop; whether it took that. */
async function ask(watched: Watched, target: Target): Promise<boolean> {
  try {
    const answer = await watched.limit(() => watched.client.patch(target, stopBody));
    note(watched, target, observation(answer));
    return answer.code === 200;
  } catch (error) {
    note(watched, target, { error: errorText(error) });
    return false;
  }
}

/** Asks until the runner took it, and looks until it has ended; whether it has. Returns early when the signal is aborted. */
async function stopOne(watched: Watched, target: Target): Promise<boolean> {
  for (let asked = false; !watched.signal.aborted;) {
    asked ||= await ask(watched, target);
    const view = await look(watched, target);
    if (hasEnded(view, performance.now(), asked)) return true;
    await pause(watched, view);
  }
  return false;
}

function failureOf(views: readonly View[], interrupted: boolean): NonNullable<Outcome['failure']> {
  if (interrupted) return { reason: 'Interrupted', message: 'the stopper was asked to end before all runners had stopped' };
  const names = naming(views.map(({ target }) => target.runner));
  return { reason: 'StopFailed', message: `${views.length} runners were still running at the deadline: ${names}` };
}

/** Stops every runner gracefully and waits until each has status 8 or more, or is gone. Never rejects for what a runner or the network does. */
export async function stop(input: Input, signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  const time = new Date();
  const { watched, close } = openSession(input, signal);
  const ended = await Promise.all(input.targets.map((target) => stopOne(watched, target)));
  close();
  const left = [...watched.views.values()].filter((_, index) => ended[index] === false);
  const base: Outcome = { action: 'stop', time, runners: watched.views.size, waitedMilliseconds: performance.now() - began };
  if (left.length === 0) return base;
  return { ...base, failure: failureOf(left, signal.aborted), laggards: left.map(laggard) };
}
