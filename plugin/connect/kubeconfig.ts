import { resolve } from 'node:path';
import { type Cluster, KubeConfig, type User } from '@kubernetes/client-node';
import { loadKubeConfig } from '../../kube/config.ts';
import { Failure } from '../errors/failure.ts';
import type { GlobalFlags } from './flags.ts';
import { proxyFor } from './proxy.ts';

/**
 * The kubeconfig as the flags change it; its current context is the one that is meant.
 * @throws Failure when there is none, or it has no such context, cluster or user
 */
export function kubeConfigFor(flags: GlobalFlags): KubeConfig {
  const config = load(flags);
  const context = config.getContextObject(config.getCurrentContext());
  const cluster = clusterOf(config, flags, context?.cluster);
  const user = userOf(config, flags, context?.user);
  const name = 'kubectl-k6';
  config.addCluster({ ...cluster, name });
  config.addUser({ ...user, name });
  config.addContext({ ...context, name, cluster: name, user: name });
  config.setCurrentContext(name);
  return config;
}

function clusterOf(config: KubeConfig, flags: GlobalFlags, current = ''): Cluster {
  const known = config.getCluster(flags.cluster ?? current);
  if (known === null && flags.server === undefined) throw missing('cluster', flags.cluster ?? current, config.clusters);
  const cluster = { ...known, ...clusterFlags(flags, known) } as Partial<Cluster>;
  return withoutUndefined({ ...cluster, proxyUrl: cluster.proxyUrl ?? proxyFor(cluster.server ?? '', process.env) }) as Cluster;
}

function userOf(config: KubeConfig, flags: GlobalFlags, current = ''): User {
  const known = config.getUser(flags.user ?? current);
  if (known === null && flags.user !== undefined) throw missing('user', flags.user, config.users);
  return withoutUndefined({ ...known, ...userFlags(flags) }) as User;
}

function load(flags: GlobalFlags): KubeConfig {
  try {
    return loadKubeConfig(flags.context, flags.kubeconfig);
  } catch (error) {
    const { server, kubeconfig, context } = flags;
    if (server !== undefined && kubeconfig === undefined && context === undefined) return empty();
    throw new Failure((error as Error).message, { hint: 'set KUBECONFIG or use --kubeconfig, and --context for one of its contexts', cause: error });
  }
}

/** Who names the API server by hand needs no kubeconfig. */
function empty(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({ clusters: [], users: [], contexts: [], currentContext: '' });
  return config;
}

function missing(what: string, name: string, known: { name: string }[]): Failure {
  const names = known.map((entry) => entry.name).join(', ');
  return new Failure(`the kubeconfig has no ${what} "${name}"; it has: ${names === '' ? 'none' : names}`);
}

/** Undefined takes away what the kubeconfig has. */
type Changes = Record<string, string | boolean | undefined>;

function clusterFlags(flags: GlobalFlags, known: Cluster | null): Changes {
  const file = flags['certificate-authority'];
  return {
    server: flags.server ?? known?.server,
    skipTLSVerify: flags['insecure-skip-tls-verify'] ?? known?.skipTLSVerify ?? false,
    ...(file !== undefined && { caFile: resolve(file), caData: undefined }),
    ...(flags['tls-server-name'] !== undefined && { tlsServerName: flags['tls-server-name'] }),
  };
}

const otherWays: Changes = {
  authProvider: undefined, exec: undefined, certData: undefined, certFile: undefined, keyData: undefined, keyFile: undefined,
  username: undefined, password: undefined,
};

/** A token given by hand replaces every other way that the kubeconfig has for the user. */
function userFlags(flags: GlobalFlags): Changes {
  const { token, 'client-certificate': certificate, 'client-key': key } = flags;
  return {
    ...(token !== undefined && { ...otherWays, token }),
    ...(certificate !== undefined && { certFile: resolve(certificate), certData: undefined }),
    ...(key !== undefined && { keyFile: resolve(key), keyData: undefined }),
  };
}

function withoutUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
