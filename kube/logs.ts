import type { Pod } from '../api/kubernetes.ts';
import { Backoff } from './backoff.ts';
import type { Client } from './client.ts';
import { sleep } from './clock.ts';
import { aborted, isKubeError, KubeError, toKubeError } from './errors.ts';
import { readLines } from './lines.ts';
import { LogPosition, type LogLine } from './logposition.ts';
import { pods } from './resources.ts';

export type { LogLine } from './logposition.ts';

export interface FollowOptions {
  namespace: string;
  /** The pod. */
  name: string;
  container: string;
  /** Only the last so many lines of what is there already; 0 for none. All when missing. */
  tailLines?: number | undefined;
  /** RFC 3339: only lines from then on. */
  sinceTime?: string | undefined;
  /** False ends with what is there now. Default true: ends when the container did. */
  follow?: boolean | undefined;
  /** A stream without a line for so long is cut and resumed, which costs one call and loses nothing, ms. Default 120 s. */
  idleMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told of every break that is resumed. */
  onResume?: ((error: KubeError | undefined) => void) | undefined;
}

/** Breaks in a row, without a line in between, after which the log is given up: about 5 minutes. */
const patience = 30;

/**
 * The log of one container, each line once and in order, whatever breaks in between. Waits for a container that has not started. Ends when
 * the container ended or its pod was deleted. (With `tailLines`, a break before the first line may lose what was written during it.)
 * @throws KubeError NotFound when there is no such pod; Invalid when the container never ran; Aborted
 */
export async function* followLog(client: Client, options: FollowOptions): AsyncGenerator<LogLine> {
  const signal = options.signal ?? new AbortController().signal;
  const position = new LogPosition({ sinceTime: options.sinceTime, tailLines: options.tailLines });
  const backoff = new Backoff({ initialMs: 200, maxMs: 10_000, jitter: 0.5 });
  const state = { over: options.follow === false, first: true, breaks: 0 };
  for (;;) {
    const before = position.lines;
    const failure = yield* once(client, options, position, !state.over);
    if (signal.aborted) throw aborted(`log of ${options.namespace}/${options.name}`, signal);
    const progress = position.lines > before;
    if (progress) backoff.reset();
    state.breaks = progress || isWaiting(failure) ? 0 : state.breaks + 1;
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
}

/** Whether all was read, or the pod was deleted while it was followed. Throws a failure that cannot be mended by another stream. */
function isEnd(failure: KubeError | undefined, { over, first, breaks }: State): boolean {
  if (failure === undefined) return over;
  if (!first && isKubeError(failure, 'NotFound')) return true;
  if (breaks > patience || !isResumable(failure, over)) throw failure;
  return false;
}

/** One stream to its end or break. */
async function* once(
  client: Client, options: FollowOptions, position: LogPosition, follow: boolean,
): AsyncGenerator<LogLine, KubeError | undefined> {
  const { namespace, name, container, signal, idleMs = 120_000 } = options;
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new KubeError('Timeout', `log of ${namespace}/${name}: silent for ${idleMs / 1000} s`)), idleMs);
  try {
    const stream = await client.podLogStream({ namespace, name }, {
      container, follow, timestamps: true,
      ...position.resume(),
      signal: signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]),
    });
    for await (const text of readLines(stream, !follow)) {
      timer.refresh();
      const line = position.take(text);
      if (line !== undefined) yield line;
    }
    return undefined;
  } catch (error) {
    return toKubeError(`log of ${namespace}/${name}`, idle.signal.aborted ? idle.signal.reason : error);
  } finally {
    clearTimeout(timer);
  }
}

/** The API server's answer for a container that has not started. */
function isWaiting(failure: KubeError | undefined): boolean {
  return failure?.status === 400;
}

function isResumable(failure: KubeError, over: boolean): boolean {
  if (isWaiting(failure)) return !over;
  return failure.status === undefined || failure.status >= 429;
}

async function hasEnded(client: Client, options: FollowOptions, signal: AbortSignal): Promise<boolean> {
  try {
    const pod = await client.get(pods, options, signal);
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
