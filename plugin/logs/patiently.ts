import { Backoff } from '../../kube/backoff.ts';
import { sleep } from '../../kube/clock.ts';
import { isKubeError } from '../../kube/errors.ts';

/** The call's result, however long the API server is away. @throws KubeError for what will not pass by itself, and Aborted */
export async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const backoff = new Backoff({ initialMs: 200, maxMs: 5000, jitter: 0.5 });
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isKubeError(error, 'Network', 'Unavailable', 'Timeout', 'TooManyRequests')) throw error;
      await sleep(backoff.next(), signal);
    }
  }
}
