import { Backoff } from '../../kube/backoff.ts';
import { sleep } from '../../kube/clock.ts';
import { isKubeError } from '../../kube/errors.ts';

export interface Persistence {
  /** Default 6. */
  attempts?: number | undefined;
  /** Ends the waiting between two attempts, never an attempt. */
  signal: AbortSignal;
  onError: (error: Error) => void;
  /** Before the second attempt, ms; doubled each time. Default 1000. */
  initialMs?: number | undefined;
}

/** Nobody can help at night, so what may pass is tried again: a restart of the API server, of the webhook, of a load balancer. */
export async function persist<T>(call: () => Promise<T>, { attempts = 6, signal, onError, initialMs = 1000 }: Persistence): Promise<T> {
  const backoff = new Backoff({ initialMs, maxMs: 15_000, jitter: 0.2 });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error) || attempt >= attempts || signal.aborted) throw error;
      onError(error as Error);
      await sleep(backoff.next(), signal);
    }
  }
}

function mayPass(error: unknown): boolean {
  return isKubeError(error, 'Network', 'Timeout', 'Unavailable', 'TooManyRequests') || (isKubeError(error) && (error.status ?? 0) >= 500);
}
