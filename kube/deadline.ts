import { aborted, KubeError } from './errors.ts';

/** A signal that ends with its parent or after a time, whichever comes first, and leaves nothing behind once cleared. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What is left, ms; never negative. */
  remaining(): number;
  /** Ends the time limit alone: the parent still aborts the signal. */
  stopTimer(): void;
  /** Lets go of parent and timer. */
  clear(): void;
}

/**
 * @param what verb and resource, for the error's message
 * @param parent its abort becomes a KubeError Aborted with the parent's reason as cause; the time limit becomes a KubeError Timeout
 */
export function startDeadline(what: string, ms: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const end = performance.now() + ms;
  const onAbort = (): void => {
    if (parent !== undefined) controller.abort(aborted(what, parent));
  };
  const timer = setTimeout(() => controller.abort(new KubeError('Timeout', `${what}: no answer within ${ms / 1000} s`)), ms);
  if (parent?.aborted === true) onAbort();
  parent?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    remaining: () => Math.max(0, end - performance.now()),
    stopTimer: () => clearTimeout(timer),
    clear: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', onAbort);
    },
  };
}

/** The promise's result, or the signal's reason as soon as it aborts; what the promise comes to after that is not waited for. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const end = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
