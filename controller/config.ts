import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { list, logLevel, positive, required, type Environment } from '../process/environment.ts';
import { readSite } from '../process/site.ts';
import { holderIdentity } from './holder.ts';
import { type Settings, type StreamProtocol, streamProtocols } from './settings.ts';

/** The controller's configuration, from its environment. */
export interface Config {
  settings: Settings;
  /** Empty: all namespaces. */
  namespaces: string[];
  /** One Lease for each release: two in one namespace must not stand by for each other. */
  leaderElection: { enabled: boolean; namespace: string; name: string; identity: string };
  /** Where runners reach the collector, by a name that stands before all replicas; absent where this installation has none. */
  collector?: { host: string; port: number; protocol: StreamProtocol };
  /** Where to ask whether admission works before this replica counts as ready; undefined: without a webhook there is nothing to wait for. */
  admissionNamespace?: string;
  /** For /metrics, /healthz and /readyz. */
  port: number;
  logLevel: string;
  workers: number;
  /** How many calls one pass may have open at once. */
  concurrency: number;
}

/**
 * Reads the environment that the chart sets.
 * @throws Error that names the variable whose value cannot be used
 */
export function readConfig(env: Environment): Config {
  const pullPolicy = env['K6_IMAGE_PULL_POLICY'];
  const collectorHost = env['COLLECTOR_HOST'];
  const admissionNamespace = env['ADMISSION_NAMESPACE'];
  return {
    settings: {
      operatorImage: required(env, 'K6_OPERATOR_IMAGE', 'the operator\'s own image, which starters run from'),
      ...readSite(env),
      ...(pullPolicy ? { imagePullPolicy: pullPolicy } : {}),
    },
    namespaces: list(env['WATCH_NAMESPACES'] || env['WATCH_NAMESPACE']),
    leaderElection: {
      enabled: env['LEADER_ELECT'] !== 'false',
      namespace: env['POD_NAMESPACE'] || 'k6-operator-system',
      name: env['LEASE_NAME'] || 'k6-operator-controller',
      identity: holderIdentity({ name: env['POD_NAME'] || hostname(), address: env['POD_IP'] ?? '' }, randomUUID()),
    },
    ...(collectorHost ? { collector: { host: collectorHost, port: positive(env, 'COLLECTOR_PORT', 4318, 65_535), protocol: protocolOf(env['COLLECTOR_PROTOCOL'] || 'auto') } } : {}),
    ...(admissionNamespace ? { admissionNamespace } : {}),
    port: positive(env, 'HTTP_PORT', 8080),
    logLevel: logLevel(env),
    workers: positive(env, 'RECONCILE_WORKERS', 8),
    concurrency: positive(env, 'CREATE_CONCURRENCY', 64),
  };
}

function protocolOf(value: string): StreamProtocol {
  const protocol = streamProtocols.find((one) => one === value);
  if (!protocol) throw new Error(`COLLECTOR_PROTOCOL is ${JSON.stringify(value)}; it may be ${streamProtocols.join(' or ')}`);
  return protocol;
}
