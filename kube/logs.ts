import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Pod } from '../api/kubernetes.ts';
import { Backoff } from './backoff.ts';
import type { Client } from './client.ts';
import { sleep } from './clock.ts';
import { aborted, isKubeError, KubeError, toKubeError } from './errors.ts';
import { readLineBatches } from './lines.ts';
import { LogPosition, type LogLine, type LogStart } from './logposition.ts';
import { pods } from './resources.ts';

export type { LogLine } from './logposition.ts';

/** Leave to have one stream open. */
export interface Turn {
  /** Aborts when it is another one's turn; the stream is cut, and the log goes on in its next turn. */
  readonly signal: AbortSignal;
  /** Tells that the stream is closed. May be called more than once. */
  end(): void;
}

export interface FollowOptions extends LogStart {
  namespace: string;
  /** The pod. */
  name: string;
  container: string;
  /** False ends with what is there now. Default true: ends when the container did. */
  follow?: boolean | undefined;
  /** A stream without a line for so long is cut and resumed, which costs one call and loses nothing, ms. Default 120 s. */
  idleMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told of every break that is resumed. */
  onResume?: ((error: KubeError | undefined) => void) | undefined;
  /** Breaks in a row, without a line in between, after which the log is given up. Default 30: about 5 minutes. */
  patience?: number | undefined;
  /** Asked before each stream, for a caller that may have only so many open. Rejects only when the signal aborts. */
  turn?: ((signal: AbortSignal) => Promise<Turn>) | undefined;
}

/**
 * The log of one container, each line once and in order, whatever breaks in between. Waits for a container that has not started. Ends when
 * the container ended or its pod was deleted. (With `tailLines`, a break before the first line may lose what was written during it.)
 * @throws KubeError NotFound when there is no such pod; Invalid when the container never ran; Aborted
 */
export async function* followLog(client: Client, options: FollowOptions): AsyncGenerator<LogLine> {
  for await (const lines of followLogBatches(client, options)) yield* lines;
}

/** How long lines may gather, so short that nobody sees it, ms; not where there are many already. */
const gatheringMs = 50;
const fewLines = 50;

/** The same, in as many lines at once as came at once; no batch is empty. */
export async function* followLogBatches(client: Client, options: FollowOptions): AsyncGenerator<LogLine[]> {
  const signal = options.signal ?? new AbortController().signal;
  const position = new LogPosition(options);
  const backoff = new Backoff({ initialMs: 200, maxMs: 10_000, jitter: 0.5 });
  const state = firstState(options);
  for (;;) {
    const before = position.lines;
    const { failure, lostTurn } = yield* inTurn(client, { ...options, signal }, position, !state.over);
    if (signal.aborted) throw aborted(`log of ${options.namespace}/${options.name}`, signal);
    if (lostTurn) continue;
    const progress = position.lines > before;
    if (progress) backoff.reset();
    state.breaks = breaksAfter(state, progress, failure);
    if (isEnd(failure, state)) return;
    // The stream also ends when the node's kubelet restarts: only the pod tells whether the container did.
    state.over ||= await hasEnded(client, options, signal);
    state.first = false;
    options.onResume?.(failure);
    await sleep(backoff.next(), signal);
  }
}

interface State {
  /** The container ended (or is not to be followed): one more stream brings all there is. */
  over: boolean;
  first: boolean;
  breaks: number;
  patience: number;
}

function breaksAfter({ breaks }: State, progress: boolean, failure: KubeError | undefined): number {
  return progress || isWaiting(failure) ? 0 : breaks + 1;
}

function firstState({ follow = true, patience = 30 }: FollowOptions): State {
  return { over: !follow, first: true, breaks: 0, patience };
}

/** Whether all was read, or the pod was deleted while it was followed. Throws a failure that cannot be mended by another stream. */
function isEnd(failure: KubeError | undefined, { over, first, breaks, patience }: State): boolean {
  if (failure === undefined) return over;
  if (!first && isKubeError(failure, 'NotFound')) return true;
  if (breaks > patience || !isResumable(failure, over)) throw failure;
  return false;
}

type Options = FollowOptions & { signal: AbortSignal };

/** One stream, when it may be opened, to its end or break. */
async function* inTurn(
  client: Client, options: Options, position: LogPosition, follow: boolean,
): AsyncGenerator<LogLine[], { failure: KubeError | undefined; lostTurn: boolean }> {
  const turn = await options.turn?.(options.signal);
  const signal = turn === undefined ? options.signal : AbortSignal.any([options.signal, turn.signal]);
  try {
    const failure = yield* once(client, { ...options, signal }, position, follow);
    return { failure, lostTurn: failure !== undefined && turn?.signal.aborted === true };
  } finally {
    turn?.end();
  }
}

async function* once(client: Client, options: Options, position: LogPosition, follow: boolean): AsyncGenerator<LogLine[], KubeError | undefined> {
  const { namespace, name, container, signal, idleMs = 120_000 } = options;
  const caughtUp = await untilOpen();
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new KubeError('Timeout', `log of ${namespace}/${name}: silent for ${idleMs / 1000} s`)), idleMs);
  try {
    const stream = await client.podLogStream({ namespace, name }, {
      container, follow, timestamps: true,
      ...position.resume(),
      signal: AbortSignal.any([signal, idle.signal]),
    });
    for await (const texts of readLineBatches(stream, !follow)) {
      timer.refresh();
      const lines = newLines(position, texts);
      if (texts.length < fewLines) caughtUp();
      if (lines.length > 0) yield lines;
      // A server sends each line as it is written. What gathers meanwhile comes at once, which costs little more than one line does.
      if (follow && texts.length < fewLines) await delay(gatheringMs);
    }
    return undefined;
  } catch (error) {
    return toKubeError(`log of ${namespace}/${name}`, idle.signal.aborted ? idle.signal.reason : error);
  } finally {
    caughtUp();
    clearTimeout(timer);
  }
}

/**
 * How many logs may be catching up, and for how long at the most before the next one may begin, ms. When an API server comes back, all logs
 * have seconds of lines to come at once; what arrives of one log after the other is not in memory at the same time.
 */
const catchingUp = pLimit(5);
const catchUpMs = 100;

/** Resolves when a stream may be opened, with what tells that it has caught up; may be called more than once. */
function untilOpen(): Promise<() => void> {
  return new Promise((open) => {
    void catchingUp(() => new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, catchUpMs);
      open(() => {
        clearTimeout(timer);
        resolve();
      });
    }));
  });
}

/** Those that were not taken before. A loop, since arrays in between would be most of the memory that a fast log takes. */
function newLines(position: LogPosition, texts: readonly string[]): LogLine[] {
  const lines: LogLine[] = [];
  for (const text of texts) {
    const line = position.take(text);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

/** The API server's answer for a container that has not started. */
function isWaiting(failure: KubeError | undefined): boolean {
  return failure?.status === 400;
}

function isResumable(failure: KubeError, over: boolean): boolean {
  if (isWaiting(failure)) return !over;
  return failure.status === undefined || failure.status >= 429;
}

/** When an API server comes back, all logs ask at once; a connection for each would take more memory than the logs themselves. */
const asking = pLimit(2);

async function hasEnded(client: Client, options: FollowOptions, signal: AbortSignal): Promise<boolean> {
  try {
    const pod = await asking(() => client.get(pods, options, signal));
    return containerEnded(pod, options.container);
  } catch (error) {
    return isKubeError(error, 'NotFound');
  }
}

function containerEnded(pod: Pod, container: string): boolean {
  const { phase, containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return true;
  const status = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === container);
  return status?.state?.terminated !== undefined;
}
