import type { Client } from '../../kube/client.ts';
import type { Transport } from '../../kube/transport.ts';
import { parseDuration } from '../duration.ts';
import type { GlobalFlags } from './flags.ts';

/** A way to one API server, and the namespace that the user means. */
export interface Connection {
  client: Client;
  transport: Transport;
  namespace: string;
  close(): Promise<void>;
}

/** client-go's idea of no limit. */
const noLimitMs = 2 ** 31 - 1;

/**
 * Opens no connection yet: the first call does.
 * @param warn gets each distinct warning of the API server, and what -v 6 asks for
 * @throws Failure when there is no kubeconfig, or it does not have what the flags name
 */
export async function connect(flags: GlobalFlags, warn: (line: string) => void): Promise<Connection> {
  // Loaded here and not above: help, validation and printing manifests need none of it.
  const [{ kubeConfigFor }, { createTransport }, { createClient }, { currentNamespace }] = await Promise.all([
    import('./kubeconfig.ts'), import('../../kube/transport.ts'), import('../../kube/client.ts'), import('../../kube/config.ts'),
  ]);
  const config = kubeConfigFor(flags);
  const timeout = flags['request-timeout'];
  const limit = timeout === undefined ? undefined : parseDuration(timeout, '--request-timeout') * 1000;
  const transport = createTransport(config, {
    userAgent: 'kubectl-k6',
    warn: (warning) => warn(`Warning: ${warning}`),
    timeoutMs: limit === 0 ? noLimitMs : limit,
    headers: impersonation(flags),
    onCall: (flags.v ?? 0) < 6 ? undefined : ({ method, path, status, seconds }) => {
      warn(`${method} ${path} ${status === 0 ? 'no answer' : status} in ${Math.round(seconds * 1000)} ms`);
    },
  });
  const namespace = flags.namespace ?? currentNamespace(config);
  return { client: createClient(transport), transport, namespace, close: () => transport.close() };
}

/** Of several groups each is a header of its own. */
function impersonation(flags: GlobalFlags): Record<string, string | string[]> {
  return {
    ...(flags.as !== undefined && { 'Impersonate-User': flags.as }),
    ...(flags['as-uid'] !== undefined && { 'Impersonate-Uid': flags['as-uid'] }),
    ...(flags['as-group'] !== undefined && { 'Impersonate-Group': flags['as-group'] }),
  };
}
