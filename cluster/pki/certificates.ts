import forge from 'node-forge';
import { randomBytes, type KeyObject } from 'node:crypto';
import { newKey, pem, signed } from '../../webhook/certificates/sign.ts';

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
