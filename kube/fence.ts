import type { Client } from './client.ts';
import { KubeError } from './errors.ts';
import type { Leadership } from './lease.ts';

/**
 * The same client for a leader's work: it refuses to write once the leadership is no longer held. This closes all of the gap but the time a
 * call is under way, which the lease's slack (lease duration less renew deadline) covers.
 */
export function fence(client: Client, leadership: Leadership): Client {
  const held = async <T>(write: () => Promise<T>): Promise<T> => {
    if (!leadership.isHeld()) throw new KubeError('Aborted', 'not the leader any more: nothing was written', { cause: leadership.signal.reason });
    return write();
  };
  return {
    get: (resource, ref, signal) => client.get(resource, ref, signal),
    list: (resource, options) => client.list(resource, options),
    watch: (resource, options) => client.watch(resource, options),
    podLog: (ref, options) => client.podLog(ref, options),
    podLogStream: (ref, options) => client.podLogStream(ref, options),
    create: (resource, object, signal) => held(() => client.create(resource, object, signal)),
    patch: (resource, ref, patch, options) => held(() => client.patch(resource, ref, patch, options)),
    replace: (resource, object, options) => held(() => client.replace(resource, object, options)),
    apply: (resource, object, options) => held(() => client.apply(resource, object, options)),
    delete: (resource, ref, options) => held(() => client.delete(resource, ref, options)),
  };
}
