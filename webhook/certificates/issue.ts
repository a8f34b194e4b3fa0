import { createPrivateKey, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';
import type { Recipe } from './rules.ts';
import { newKey, pem, signed } from './sign.ts';
import type { Authority, Leaf, Material, Root } from './state.ts';
import type { CertificateTimes } from './types.ts';
import { isIssuedBy, readAuthority, readLeaf } from './x509.ts';

/** From when a certificate is valid, and how long from now, both judged by the caller's `now`. */
export interface Validity {
  /** ms since 1970. */
  now: number;
  /** Seconds. */
  lifetime: number;
}

/** The clocks of the nodes that API servers and webhooks run on may differ by this much, s. */
const skew = 300;

/** A self-signed CA that may sign leaves and nothing else. Each has a subject of its own, so that no verifier can take one for another. */
export async function issueAuthority(validity: Validity): Promise<Authority> {
  const { publicKey, privateKey } = await newKey();
  const certificate = envelope(publicKey, validity);
  const subject = [{ name: 'commonName', value: `k6-operator webhook CA ${certificate.serialNumber.slice(0, 16)}` }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: true },
  ]);
  const authority = readAuthority(signed(certificate, privateKey), pem(privateKey));
  return authority !== undefined && signedBy(authority, authority) ? authority : unreadable();
}

/** A server certificate for `names`, which are DNS names and IP addresses. It never outlives its CA. */
export async function issueLeaf(authority: Authority, names: readonly string[], { now, lifetime }: Validity): Promise<Leaf> {
  const issuer = forge.pki.certificateFromPem(authority.cert);
  const { publicKey, privateKey } = await newKey();
  const left = (issuer.validity.notAfter.getTime() - now) / 1000;
  const certificate = envelope(publicKey, { now, lifetime: Math.min(lifetime, left) });
  certificate.setSubject([{ name: 'commonName', value: 'k6-operator webhook' }]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: names.map(altName) },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return readLeaf(signed(certificate, createPrivateKey(authority.key)), pem(privateKey), authority) ?? unreadable();
}

/** The material that a recipe describes, with what is new in it made. `now` is in ms since 1970. */
export async function issueMaterial(recipe: Recipe, times: CertificateTimes, now: number): Promise<Material> {
  const made = (known: Authority | 'new'): Authority | Promise<Authority> =>
    (known === 'new' ? issueAuthority({ now, lifetime: times.caLifetime }) : known);
  const [ca, next] = await Promise.all([made(recipe.ca), recipe.next && made(recipe.next)]);
  const leaf = recipe.leaf === 'new' ? await issueLeaf(ca, recipe.names, { now, lifetime: times.leafLifetime }) : recipe.leaf;
  return { ca, leaf, next, previous: recipe.previous };
}

const altName = (name: string): object => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name });

function envelope(publicKey: KeyObject, { now, lifetime }: Validity): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  // The first digit keeps the ASN.1 integer positive and its length constant.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`;
  // X.509 times have whole seconds.
  certificate.validity.notBefore = new Date(Math.floor(now / 1000 - skew) * 1000);
  certificate.validity.notAfter = new Date(Math.ceil(now / 1000 + lifetime) * 1000);
  return certificate;
}

const signedBy = ({ cert }: Root, issuer: Root): boolean => isIssuedBy(new X509Certificate(cert), new X509Certificate(issuer.cert));

/** What forge built is read by OpenSSL before anybody else sees it. */
function unreadable(): never {
  throw new Error('a certificate that was just made does not verify');
}
