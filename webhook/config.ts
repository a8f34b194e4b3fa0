import type { Policy } from '../api/admission/index.ts';
import { list, logLevel, positive, required, seconds, type Environment } from '../process/environment.ts';
import { readSite } from '../process/site.ts';
import type { CertificateTimes } from './certificates/index.ts';

/** Where the leaf comes from: a folder that somebody else fills, or the webhook's own CA. */
export type CertificateSource =
  | { directory: string }
  | { secret: string; names: string[]; times: CertificateTimes };

/** The webhook's configuration, from its environment. */
export interface Config {
  /** The one port, of HTTPS. */
  port: number;
  namespace: string;
  policy: Policy;
  /** Names of the webhook configurations whose caBundles the readiness goes by. */
  configurations: { mutating: string; validating: string };
  certificates: CertificateSource;
  /** How long it still serves after it was told to end, so that whoever calls can learn that it is going. */
  drainSeconds: number;
  logLevel: string;
}

/**
 * Reads the environment that the chart sets.
 * @throws Error that names the variable whose value cannot be used
 */
export function readConfig(env: Environment): Config {
  const { runnerImage, maxParallelism } = readSite(env);
  const namespace = required(env, 'POD_NAMESPACE', 'the webhook\'s own namespace');
  return {
    port: positive(env, 'WEBHOOK_PORT', 9443, 65535),
    namespace,
    policy: { limits: { maxParallelism }, images: { runner: runnerImage } },
    configurations: {
      mutating: required(env, 'MUTATING_CONFIGURATION', 'the MutatingWebhookConfiguration'),
      validating: required(env, 'VALIDATING_CONFIGURATION', 'the ValidatingWebhookConfiguration'),
    },
    certificates: readCertificates(env, namespace),
    drainSeconds: seconds(env, 'DRAIN_SECONDS', 5),
    logLevel: logLevel(env),
  };
}

function readCertificates(env: Environment, namespace: string): CertificateSource {
  const directory = env['CERTIFICATE_DIRECTORY'];
  if (directory) return { directory };
  const service = required(env, 'WEBHOOK_SERVICE', 'the Service that the API server calls the webhook by');
  const host = `${service}.${namespace}`;
  return {
    secret: required(env, 'CERTIFICATE_SECRET', 'the Secret that holds the CA and the leaf'),
    names: [`${host}.svc`, `${host}.svc.cluster.local`, host, service, ...list(env['CERTIFICATE_NAMES'])],
    times: {
      caLifetime: lifetime(env, 'CA_LIFETIME_SECONDS', 31_536_000),
      leafLifetime: lifetime(env, 'LEAF_LIFETIME_SECONDS', 604_800),
      propagation: seconds(env, 'CA_PROPAGATION_SECONDS', 10),
      overlap: seconds(env, 'CA_OVERLAP_SECONDS', 3600),
    },
  };
}

/** A certificate's times are whole seconds, so one that lives shorter than one is never valid. */
function lifetime(env: Environment, name: string, otherwise: number): number {
  return seconds(env, name, otherwise, 1);
}
