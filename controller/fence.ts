import { KubeError } from '../kube/errors.ts';
import type { Leadership } from '../kube/lease.ts';
import type { Transport } from '../kube/transport.ts';

/**
 * The lease outlasts the leader's own belief in it by this much. A write that begins while the lease is held, and is given up after so long
 * however often the server turned it away, cannot meet a successor.
 */
const longestWriteMilliseconds = 5000;

/** A transport that writes only while the lease is held: a leader that was stopped and wakes up late must not act on what it knew. */
export function fenced(transport: Transport, leadership: Pick<Leadership, 'isHeld'>): Transport {
  return {
    request: (request) => {
      if (request.method === 'GET') return transport.request(request);
      if (!leadership.isHeld()) {
        return Promise.reject(new KubeError('Aborted', `${request.what ?? request.method}: not sent, the leadership is lost`));
      }
      return transport.request({ ...request, timeoutMs: Math.min(request.timeoutMs ?? Infinity, longestWriteMilliseconds) });
    },
    stream: (request) => transport.stream(request),
    close: () => transport.close(),
  };
}
