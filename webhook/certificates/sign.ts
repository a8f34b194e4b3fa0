import forge from 'node-forge';
import { generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A new RSA key of 2048 bits, made off the main thread. */
export const newKey = (): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 });

/** A private key as PKCS #8 in PEM. */
export const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The certificate in PEM, signed with the native RSA: forge's own would hold the process up for 100 ms. */
export function signed(certificate: forge.pki.Certificate, issuerKey: KeyObject): string {
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
