import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Laggard } from '../api/starterreport.ts';
import { isStarted } from './barrier.ts';
import type { ApiRequest } from './client.ts';
import type { Target } from './input.ts';
import { errorText, type Watched } from './poll.ts';
import { naming, type Outcome } from './report.ts';
import { k6Words, setupPath, type Answer } from './status.ts';

/**
 * setup() once for the whole run, over k6's REST API. Measured with k6 v1.8.1: `POST /v1/setup` runs it in a paused runner though that has
 * `--no-setup`, within the request, so that a connection that breaks interrupts it; the runner stays at status 4. `GET` and `PUT` read and
 * write what it returned; without a body `PUT` makes it undefined. An error is a 500 whose `errors[0].detail` has the script's words.
 */
export interface SetUp {
  /** Absent where it was an earlier starter that ran setup(). */
  readonly milliseconds?: number;
  readonly failure?: NonNullable<Outcome['failure']>;
  readonly laggards?: readonly Laggard[];
}

/** What setup() returned, as JSON; undefined where it returned nothing or has not run. It is kept in memory alone, since it may hold secrets. */
interface SetupData {
  readonly json: string | undefined;
}

/** In characters. Each VU of each runner has its own copy, so a script that returns more has a problem before this. */
const maxLength = 16 * 1024 * 1024;
/** How many runners are given the data at once. */
const concurrency = 16;
/** For a runner that has to read and answer megabytes. */
const answerMilliseconds = 30_000;
const attempts = 4;
const retryMilliseconds = 250;

const reading: ApiRequest = { method: 'GET', path: setupPath, limitMilliseconds: answerMilliseconds, maxLength };
/** No limit of its own: k6 ends it after the script's setupTimeout, the session at its deadline. */
const running: ApiRequest = { method: 'POST', path: setupPath, limitMilliseconds: Infinity, maxLength };

/** The data in an answer; undefined where it holds none, as of another server or cut for its length. */
function parseData({ code, body }: Answer): SetupData | undefined {
  if (code !== 200) return undefined;
  try {
    const { data } = JSON.parse(body) as { data?: { attributes?: { data?: unknown } } };
    const attributes = data?.attributes;
    return attributes && { json: JSON.stringify(attributes.data) };
  } catch {
    return undefined;
  }
}

/** Why an answer is not the one that was wanted, without a word of the data. */
function faultOf(answer: Answer): string {
  if (answer.code !== 200) return k6Words(answer);
  return answer.body.length >= maxLength ? `it returned more than ${maxLength / 1024 / 1024} MiB` : 'the answer is not k6\'s';
}

/** Sends a request that may be sent again, until `take` makes something of the answer; what went wrong last where it never does. */
async function insist<T>(watched: Watched, target: Target, request: ApiRequest, take: (answer: Answer) => T | undefined): Promise<{ taken: T } | { error: string }> {
  let error = 'not asked';
  for (let attempt = 1; attempt <= attempts && !watched.signal.aborted; attempt++) {
    if (attempt > 1) await sleep(retryMilliseconds * attempt);
    try {
      const answer = await watched.client.send(target, request);
      const taken = take(answer);
      if (taken !== undefined) return { taken };
      error = faultOf(answer);
    } catch (broken) {
      error = errorText(broken);
    }
  }
  return { error };
}

/** Has runner 1 run setup(). It is asked once alone: a second request could run it twice. */
async function runSetup(watched: Watched, first: Target): Promise<SetupData | SetUp> {
  try {
    const answer = await watched.client.send(first, running);
    return parseData(answer) ?? { failure: { reason: 'SetupFailed', message: `setup() failed in runner ${first.runner}: ${faultOf(answer)}` } };
  } catch (error) {
    if (watched.signal.aborted) return { failure: { reason: 'SetupFailed', message: `setup() had not ended in runner ${first.runner} by the start deadline` } };
    const message = `the connection to runner ${first.runner} broke while it ran setup(): ${errorText(error)}`;
    return { failure: { reason: 'RunnerFailed', message }, laggards: [{ runner: first.runner, error: errorText(error) }] };
  }
}

/** Gives the data to every other runner, and reads from each answer that it has it. */
async function give(watched: Watched, targets: readonly Target[], { json }: SetupData): Promise<SetUp> {
  const limit = pLimit(concurrency);
  const request: ApiRequest = { method: 'PUT', path: setupPath, body: json ?? '', limitMilliseconds: answerMilliseconds, maxLength };
  const has = (answer: Answer): true | undefined => {
    const data = parseData(answer);
    return data !== undefined && data.json === json ? true : undefined;
  };
  const given = await Promise.all(targets.map((target) => limit(() => insist(watched, target, request, has))));
  const laggards = given.flatMap((one, at): Laggard[] => ('error' in one ? [{ runner: targets[at]?.runner ?? 0, error: one.error }] : []));
  if (laggards.length === 0) return {};
  const message = `${laggards.length} of ${targets.length} runners did not take what setup() returned: ${naming(laggards.map(({ runner }) => runner))}`;
  return { failure: { reason: 'RunnerFailed', message }, laggards };
}

/**
 * Runs setup() in runner 1, unless an earlier starter did, and gives what it returned to all others. Every runner must be paused with its VUs
 * initialised. Never rejects for what a runner or the network does. Data that is there tells of an earlier starter; a setup() that
 * returned nothing leaves no trace, so that one runs again where a starter is lost between it and the shot.
 */
export async function setUpOnce(watched: Watched): Promise<SetUp> {
  const began = performance.now();
  const views = [...watched.views.values()];
  // Whoever started them had given them the data before.
  if (views.some((view) => isStarted(view))) return {};
  const [first, ...others] = views.map(({ target }) => target).toSorted((a, b) => a.runner - b.runner);
  if (first === undefined) return {};
  const known = await insist(watched, first, reading, parseData);
  if ('error' in known) return { failure: { reason: 'RunnerFailed', message: `runner ${first.runner} did not say whether setup() ran: ${known.error}` } };
  const data = known.taken.json === undefined ? await runSetup(watched, first) : known.taken;
  if (!('json' in data)) return data;
  return { milliseconds: performance.now() - began, ...await give(watched, others, data) };
}
