import { X509Certificate } from 'node:crypto';
import type { Configuration, Root } from './state.ts';
import type { Pair, Trust } from './types.ts';
import { canonicalName, isIssuedBy, namesOf, readCertificates } from './x509.ts';

export interface TrustQuestion {
  /** What is served right now. */
  pair: Pair | undefined;
  /** Names that it must be valid for. */
  names: readonly string[];
  configurations: { kind: string; name: string; configuration: Configuration | undefined }[];
  /** Wall clock, ms since 1970. */
  now: number;
}

/** Whether the API server, going by the configurations as last seen, takes the served certificate; else the first reason why not. */
export function judgeTrust(question: TrustQuestion): Trust {
  const [leaf, ...chain] = readCertificates(question.pair?.cert ?? '');
  if (leaf === undefined) return { ready: false, reason: 'there is no certificate yet' };
  const reason = faultOf(leaf, question) ?? faultOfConfigurations([leaf, ...chain], question);
  return { ready: reason === undefined, reason: reason ?? 'the API server trusts the served certificate', notAfter: leaf.validToDate };
}

function faultOf(leaf: X509Certificate, { names, now }: TrustQuestion): string | undefined {
  if (leaf.validToDate.getTime() <= now) return `the served certificate ended at ${leaf.validToDate.toISOString()}`;
  if (leaf.validFromDate.getTime() > now) return `the served certificate is valid only from ${leaf.validFromDate.toISOString()}`;
  const covered = namesOf(leaf);
  const missing = names.find((name) => !covered.includes(canonicalName(name)));
  return missing === undefined ? undefined : `the served certificate is not valid for ${missing}`;
}

function faultOfConfigurations(chain: X509Certificate[], { configurations, now }: TrustQuestion): string | undefined {
  for (const { kind, name, configuration } of configurations) {
    if (configuration === undefined) return `the ${kind} ${name} is not there`;
    if (configuration.bundles.length === 0) return `the ${kind} ${name} has no webhooks`;
    const wrong = configuration.bundles.find(({ roots, others }) => !isTrusted(chain, [...roots, ...others], now));
    if (wrong !== undefined) return `the caBundle of ${wrong.webhook} in the ${kind} ${name} does not hold the CA of the served certificate`;
  }
  return undefined;
}

/** Whether the first certificate of the chain leads to one of the roots, by way of the others where needed, and all of it is valid now. */
export function isTrusted([leaf, ...intermediates]: X509Certificate[], roots: Root[], now: number): boolean {
  if (leaf === undefined || !isCurrent(leaf, now)) return false;
  const anchors = roots.map(({ cert }) => new X509Certificate(cert));
  if (anchors.some((anchor) => isCurrent(anchor, now) && ((anchor.ca && isIssuedBy(leaf, anchor)) || anchor.raw.equals(leaf.raw)))) return true;
  return intermediates.some((issuer, index) =>
    issuer.ca && isIssuedBy(leaf, issuer) && isTrusted([issuer, ...intermediates.toSpliced(index, 1)], roots, now));
}

const isCurrent = ({ validFromDate, validToDate }: X509Certificate, now: number): boolean =>
  validFromDate.getTime() <= now && now < validToDate.getTime();
