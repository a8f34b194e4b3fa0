import { KubeError } from '../kube/errors.ts';
import type { Leadership } from '../kube/lease.ts';
import type { Transport } from '../kube/transport.ts';

/** A transport that writes only while the lease is held: a leader that was stopped and wakes up late must not act on what it knew. */
export function fenced(transport: Transport, leadership: Pick<Leadership, 'isHeld'>): Transport {
  return {
    request: (request) => {
      if (request.method !== 'GET' && !leadership.isHeld()) {
        return Promise.reject(new KubeError('Aborted', `${request.what ?? request.method}: not sent, the leadership is lost`));
      }
      return transport.request(request);
    },
    stream: (request) => transport.stream(request),
    close: () => transport.close(),
  };
}
