import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { unique, type Authority, type Leaf, type Root } from './state.ts';

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Each certificate of a PEM text, in order; what cannot be read is left out. */
export function readCertificates(pem: string): X509Certificate[] {
  return (pem.match(block) ?? []).map(parse).filter((certificate) => certificate !== undefined);
}

/** What a PEM text holds: each CA once, each other certificate, and whether it is CAs alone, each once. */
export function readRoots(pem: string): { roots: Root[]; others: Root[]; clean: boolean } {
  const certificates = readCertificates(pem);
  const roots = unique(certificates.filter(({ ca }) => ca).map(rootOf));
  const others = certificates.filter(({ ca }) => !ca).map(rootOf);
  const blocks = pem.match(block) ?? [];
  return { roots, others, clean: roots.length === blocks.length && pem.replaceAll(block, '').trim() === '' };
}

/** A CA of this project's kind whose key fits; undefined for anything else. */
export function readAuthority(cert: string, key: string): Authority | undefined {
  const certificate = parse(cert);
  if (certificate?.ca !== true || certificate.publicKey.asymmetricKeyType !== 'rsa' || !fits(certificate, key)) return undefined;
  return { ...rootOf(certificate), key };
}

/** A leaf that this CA has signed and whose key fits; undefined for anything else. */
export function readLeaf(cert: string, key: string, ca: Root): Leaf | undefined {
  const certificate = parse(cert);
  if (certificate === undefined || !fits(certificate, key) || !isIssuedBy(certificate, new X509Certificate(ca.cert))) return undefined;
  return { ...rootOf(certificate), key, names: namesOf(certificate) };
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Whether the private key, PEM, is the certificate's. */
export function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** DNS names and IP addresses of a certificate, in the form of `canonicalName`. */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].map(([, name]) => canonicalName(name ?? ''));
}

/** One spelling for each name: DNS names in small letters, IPv6 addresses in their short form. */
export function canonicalName(name: string): string {
  return isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
}

export function rootOf(certificate: X509Certificate): Root {
  return {
    id: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    cert: certificate.toString(),
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
  };
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
