import type { Logger } from 'pino';
import type { Client } from '../../kube/client.ts';

/** A key and its certificate, PEM; the certificate may be a chain. */
export interface Pair {
  key: string;
  cert: string;
}

/** Whether the API server trusts what is served right now. */
export interface Trust {
  ready: boolean;
  /** One sentence for /readyz and logs. */
  reason: string;
  /** When the served certificate ends. */
  notAfter?: Date;
}

/** All in seconds; fractions are allowed. */
export interface CertificateTimes {
  caLifetime: number;
  leafLifetime: number;
  /** How long every API server may take to go by a caBundle that was changed. */
  propagation: number;
  /** How long a CA that was replaced stays trusted: replicas may still serve under it. */
  overlap: number;
}

export interface CertificateOptions {
  client: Client;
  namespace: string;
  /** Name of the Secret that the replicas share. */
  secret: string;
  /** DNS names or IP addresses that the server is reached under. */
  names: string[];
  /** Names of the webhook configurations whose caBundles are kept. */
  configurations: { mutating: string; validating: string };
  times: CertificateTimes;
  signal: AbortSignal;
  log: Logger;
  /** Called whenever another leaf is to be served. */
  onPair: (pair: Pair) => void;
  /** Called each time readiness or its reason changes. */
  onTrust: (trust: Trust) => void;
}

/** `directory` has tls.crt and tls.key. */
export type FollowOptions = Omit<CertificateOptions, 'secret' | 'names' | 'times' | 'namespace'> & { directory: string };
