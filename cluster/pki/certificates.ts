import forge from 'node-forge';
import { generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A certificate and its key, both PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

export interface Authority extends KeyPair {
  issue(subject: Subject): Promise<KeyPair>;
}

export interface Subject {
  /** The user name in Kubernetes' terms. */
  commonName: string;
  /** The groups in Kubernetes' terms. */
  organizations?: readonly string[];
  /** Names and addresses a server is reached under; without any it is a client certificate alone. */
  servesAs?: readonly string[];
}

const days = 24 * 60 * 60 * 1000;
const lifetime = 365 * days;
const generate = promisify(generateKeyPair);

/** A new self-signed authority. Keys are made natively, off the main thread; node-forge only builds the X.509 envelope. */
export async function createAuthority(commonName: string, now: Date): Promise<Authority> {
  const { publicKey, privateKey } = await newKey();
  const template = envelope(publicKey, { commonName }, now);
  template.setIssuer(template.subject.attributes);
  template.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const certificate = signed(template, privateKey);
  const issue = async (subject: Subject): Promise<KeyPair> => {
    const own = await newKey();
    const leaf = envelope(own.publicKey, subject, now);
    leaf.setIssuer(template.subject.attributes);
    leaf.setExtensions(leafExtensions(subject));
    return { certificate: signed(leaf, privateKey), key: pem(own.privateKey) };
  };
  return { certificate, key: pem(privateKey), issue };
}

/** An RSA key pair as PEM, for service-account tokens. */
export async function createKeyPair(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await newKey();
  return { publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey: pem(privateKey) };
}

const newKey = (): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> => generate('rsa', { modulusLength: 2048 });

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function envelope(publicKey: KeyObject, subject: Subject, now: Date): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  // A leading zero bit keeps the ASN.1 integer positive.
  certificate.serialNumber = `0${randomBytes(16).toString('hex').slice(1)}`;
  // An hour back: the clocks of a machine and of what runs on it may differ a little after a resume.
  certificate.validity.notBefore = new Date(now.getTime() - days / 24);
  certificate.validity.notAfter = new Date(now.getTime() + lifetime);
  const organizations = (subject.organizations ?? []).map((value) => ({ name: 'organizationName', value }));
  certificate.setSubject([...organizations, { name: 'commonName', value: subject.commonName }]);
  return certificate;
}

function leafExtensions({ servesAs = [] }: Subject): object[] {
  const altNames = servesAs.map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name }));
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true, serverAuth: altNames.length > 0 },
    ...(altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []),
  ];
}

/** Signs with the native RSA: forge's own takes about 100 ms a certificate. */
function signed(certificate: forge.pki.Certificate, issuerKey: KeyObject): string {
  const oid = forge.pki.oids['sha256WithRSAEncryption'] ?? '';
  const parts = certificate as forge.pki.Certificate & { signatureOid: string; siginfo: { algorithmOid: string }; tbsCertificate: forge.asn1.Asn1 };
  parts.signatureOid = oid;
  parts.siginfo.algorithmOid = oid;
  parts.tbsCertificate = (forge.pki as typeof forge.pki & Untyped).getTBSCertificate(certificate);
  const body = Buffer.from(forge.asn1.toDer(parts.tbsCertificate).getBytes(), 'binary');
  certificate.signature = sign('sha256', body, issuerKey).toString('binary');
  return forge.pki.certificateToPem(certificate);
}

/** In node-forge's documented API, missing from its types. */
interface Untyped {
  getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1;
}
