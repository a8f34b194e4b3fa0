import { isAway, laggard } from './barrier.ts';
import type { Input, Target } from './input.ts';
import { errorText, look, pause, type Watched } from './poll.ts';
import type { Outcome } from './report.ts';
import { openSession } from './session.ts';
import { k6Words, status, teardownPath } from './status.ts';

type Failure = NonNullable<Outcome['failure']>;

/** Waits for the end of the runner's test. Status 9 and above (ended, interrupted, failed) comes after its last iteration. */
async function awaitEnd(watched: Watched, target: Target): Promise<Failure | undefined> {
  while (!watched.signal.aborted) {
    const view = await look(watched, target);
    if (view.error === undefined && (view.status ?? 0) >= status.ended) return undefined;
    if (isAway(view, performance.now())) {
      return { reason: 'RunnerFailed', message: `teardown() cannot run: runner ${target.runner}, which would run it, is gone` };
    }
    await pause(watched, view);
  }
  return { reason: 'TeardownFailed', message: `teardown() did not run: runner ${target.runner} was still at its test at the deadline` };
}

/** Has the runner run teardown(); k6 ends it after the script's teardownTimeout, the session at its deadline. */
async function runTeardown(watched: Watched, target: Target): Promise<Failure | undefined> {
  try {
    const answer = await watched.client.send(target, { method: 'POST', path: teardownPath, limitMilliseconds: Infinity, maxLength: 65_536 });
    if (answer.code === 200) return undefined;
    return { reason: 'TeardownFailed', message: `teardown() failed in runner ${target.runner}: ${k6Words(answer)}` };
  } catch (error) {
    if (watched.signal.aborted) return { reason: 'TeardownFailed', message: `teardown() had not ended in runner ${target.runner} at the deadline` };
    return { reason: 'RunnerFailed', message: `the connection to runner ${target.runner} broke while it ran teardown(): ${errorText(error)}` };
  }
}

/**
 * Has the one runner of the input run teardown() once its test is over. It must have been started with `--no-teardown`, or it ran it before,
 * and with `--linger`. Measured with k6 v1.8.1: such a runner keeps answering after its end, be that by itself (status 9), by
 * a stop (10) or by its script (11); `POST /v1/teardown` runs teardown() with the setup data, within the request; on SIGTERM then it
 * prints its summary and ends with the code that it would have ended with before: 0, or 103 after a stop. A second request would run it again.
 * Never rejects for what a runner or the network does.
 */
export async function tearDown(input: Input, signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  const { watched, close } = openSession(input, signal);
  const [target] = input.targets;
  if (target === undefined) throw new RangeError('there is no runner for teardown()');
  const untimely = await awaitEnd(watched, target);
  const base: Outcome = { action: 'teardown', runners: 1, waitedMilliseconds: performance.now() - began, time: new Date() };
  const failure = untimely ?? await runTeardown(watched, target);
  close();
  if (failure === undefined) return base;
  const view = watched.views.get(target.runner);
  const interrupted: Failure = { reason: 'Interrupted', message: 'the process was asked to end before teardown() had ended' };
  return { ...base, failure: signal.aborted ? interrupted : failure, laggards: view === undefined ? [] : [laggard(view)] };
}
