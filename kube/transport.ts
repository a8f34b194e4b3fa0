import type { KubeConfig } from '@kubernetes/client-node';
import { maxStreams, transportOver, type Transport, type TransportOptions } from './calls.ts';
import { Connections } from './connections.ts';
import { CredentialSource } from './credentials.ts';

export { retryDelayMs, type KubeRequest, type Transport, type TransportOptions } from './calls.ts';

/** Speaks HTTP to the API server of the kubeconfig's current context, with its credentials; a plain http:// server works too. */
export function createTransport(config: KubeConfig, options: TransportOptions = {}): Transport {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('the kubeconfig has no current cluster');
  return transportOver({
    base: new URL(cluster.server),
    credentials: new CredentialSource(config),
    connections: new Connections(cluster.proxyUrl, options.maxStreams ?? maxStreams),
  }, options);
}
