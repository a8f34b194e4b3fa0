import type { Laggard } from '../api/starterreport.ts';
import { barrierFailure, isStarted, laggard, laggards } from './barrier.ts';
import { confirmAll, type Confirmed } from './confirm.ts';
import type { Input } from './input.ts';
import type { Watched } from './poll.ts';
import { naming, type Outcome } from './report.ts';
import { openSession } from './session.ts';
import { setUpOnce, type SetUp } from './setup.ts';
import { aim, barrier, fire } from './shot.ts';
import { skewBound } from './skew.ts';

type Failure = NonNullable<Outcome['failure']>;

function interruption(done: string): Failure {
  return { reason: 'Interrupted', message: `the starter was asked to end ${done}` };
}

function shotFailure(missed: readonly Confirmed[], runners: number): Failure {
  const names = naming(missed.map(({ target }) => target.runner));
  return { reason: 'StartFailed', message: `${missed.length} of ${runners} runners did not start: ${names}` };
}

/** A runner that did not start, with what it answered to the PATCH where it answered. */
function missedRunner(watched: Watched, runner: number, refusal: string | undefined): Laggard {
  const view = watched.views.get(runner);
  return { ...(view === undefined ? { runner } : laggard(view)), ...(refusal === undefined ? {} : { error: refusal }) };
}

/** The runners that had started before the shot. */
function running(watched: Watched): number[] {
  return [...watched.views.values()].filter((view) => isStarted(view)).map(({ target }) => target.runner);
}

/** The start's outcome from what the runners showed. The skew is known only if all runners were started here. */
function outcomeOf(base: Outcome, confirmed: readonly Confirmed[], watched: Watched): Outcome {
  const missed = confirmed.filter(({ started }) => !started);
  const retried = confirmed.filter(({ attempts }) => attempts > 1).length;
  if (missed.length > 0) {
    return {
      ...base,
      retried,
      failure: watched.signal.aborted ? interruption('before all runners had started') : shotFailure(missed, base.runners),
      laggards: missed.map(({ target, refusal }) => missedRunner(watched, target.runner, refusal)),
      started: confirmed.filter(({ started }) => started).map(({ target }) => target.runner),
    };
  }
  const allStartedHere = confirmed.length === base.runners;
  return { ...base, retried, ...(allStartedHere ? { skewMilliseconds: skewBound(confirmed.map(({ interval }) => interval)) } : {}) };
}

/** What comes between the barrier and the shot where setup() runs once for all. */
async function prepare(input: Input, watched: Watched): Promise<SetUp> {
  return input.setupOnce && await barrier(watched) ? setUpOnce(watched) : {};
}

/**
 * Starts every runner at once, once all of them are ready and runner 1 has run setup() where that is wanted. `signal` ends it early: runners that are only held stay paused.
 * Never rejects for what a runner or the network does.
 */
export async function start(input: Input, signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  const { watched, settle, close } = openSession(input, signal);
  try {
    const { milliseconds: setupMilliseconds, failure: broken, laggards: without = [] } = await prepare(input, watched);
    const held = broken === undefined ? await aim(watched) : undefined;
    settle();
    const views = [...watched.views.values()];
    const waitedMilliseconds = performance.now() - began - (setupMilliseconds ?? 0);
    const base: Outcome = {
      action: 'start', runners: views.length, waitedMilliseconds, alreadyRunning: running(watched),
      ...(setupMilliseconds === undefined ? {} : { setupMilliseconds }),
    };
    if (broken !== undefined) return { ...base, failure: signal.aborted ? interruption('before setup() had ended') : broken, laggards: without };
    if (held === undefined) {
      const failure = signal.aborted ? interruption('before the barrier opened') : barrierFailure(views, performance.now());
      return { ...base, failure, laggards: laggards(views) };
    }
    const { time, fired } = await fire(held);
    return outcomeOf(fired.length === 0 ? base : { ...base, time }, await confirmAll(watched, fired), watched);
  } finally {
    close();
  }
}
