import { createClient, type Client } from '../../kube/client.ts';
import type { Transport, TransportOptions } from '../../kube/transport.ts';
import { parseDuration, timerMilliseconds } from '../duration.ts';
import type { GlobalFlags } from './flags.ts';
import { PlainConfig, type ContextAccess } from './plainconfig.ts';
import { proxyFor } from './proxy.ts';

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
  const { transport, namespace } = await openTransport(flags, transportOptions(flags, warn));
  return { client: createClient(transport), transport, namespace: flags.namespace ?? namespace, close: () => transport.close() };
}

/**
 * A transport to the cluster that the flags choose, and the namespace of its context. Whoever has a certificate or a token in the kubeconfig goes
 * without client-node and undici, which take longer to load than the calls of most commands.
 * @throws Failure
 */
export async function openTransport(flags: GlobalFlags, options: TransportOptions): Promise<{ transport: Transport; namespace: string }> {
  const access = plainAccess(flags);
  if (access === undefined) return wholeTransport(flags, options);
  const { createPlainTransport } = await import('../../kube/plain.ts');
  return { transport: createPlainTransport(access, options), namespace: access.namespace ?? 'default' };
}

/** With client-node, which knows every way to log in, and says what a kubeconfig lacks. */
async function wholeTransport(flags: GlobalFlags, options: TransportOptions): Promise<{ transport: Transport; namespace: string }> {
  const [{ kubeConfigFor }, { createTransport }, { currentNamespace }] = await Promise.all([
    import('./kubeconfig.ts'), import('../../kube/transport.ts'), import('../../kube/config.ts'),
  ]);
  const config = kubeConfigFor(flags);
  return { transport: createTransport(config, options), namespace: currentNamespace(config) };
}

const changing = [
  'cluster', 'user', 'server', 'token', 'certificate-authority', 'client-certificate', 'client-key', 'tls-server-name', 'insecure-skip-tls-verify',
] as const;

function plainAccess(flags: GlobalFlags): ContextAccess | undefined {
  if (changing.some((name) => flags[name] !== undefined && flags[name] !== false)) return undefined;
  try {
    const access = new PlainConfig(flags.kubeconfig, process.env).access(flags.context);
    return access === undefined || proxyFor(access.server, process.env) !== undefined ? undefined : access;
  } catch {
    // The other way finds the same fault, and has the words for it.
    return undefined;
  }
}

function transportOptions(flags: GlobalFlags, warn: (line: string) => void): TransportOptions {
  const timeout = flags['request-timeout'];
  const limit = timeout === undefined ? undefined : timerMilliseconds(parseDuration(timeout, '--request-timeout'));
  return {
    userAgent: 'kubectl-k6',
    warn: (warning) => warn(`Warning: ${warning}`),
    timeoutMs: limit === 0 ? noLimitMs : limit,
    headers: impersonation(flags),
    onCall: (flags.v ?? 0) < 6 ? undefined : ({ method, path, status, seconds }) => {
      warn(`${method} ${path} ${status === 0 ? 'no answer' : status} in ${Math.round(seconds * 1000)} ms`);
    },
  };
}

/** Of several groups each is a header of its own. */
function impersonation(flags: GlobalFlags): Record<string, string | string[]> {
  return {
    ...(flags.as !== undefined && { 'Impersonate-User': flags.as }),
    ...(flags['as-uid'] !== undefined && { 'Impersonate-Uid': flags['as-uid'] }),
    ...(flags['as-group'] !== undefined && { 'Impersonate-Group': flags['as-group'] }),
  };
}
