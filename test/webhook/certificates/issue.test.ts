import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { issueAuthority, issueLeaf } from '../../../webhook/certificates/issue.ts';
import { temporaryPair } from '../../../webhook/certificates/index.ts';

const names = ['webhook.operator.svc', 'localhost', '127.0.0.1', '::1'];
const now = Date.now();
const hour = { now, lifetime: 3600 };
const authority = await issueAuthority(hour);
const leaf = await issueLeaf(authority, names, hour);
const [caCertificate, certificate] = [new X509Certificate(authority.cert), new X509Certificate(leaf.cert)];

describe('a CA', () => {
  it('signs itself, may sign leaves and is valid from before now, for nodes whose clocks are behind', () => {
    expect(caCertificate.ca).toBe(true);
    expect(caCertificate.verify(caCertificate.publicKey)).toBe(true);
    expect(caCertificate.validFromDate.getTime()).toBeLessThanOrEqual(now - 300_000);
    expect(caCertificate.validToDate.getTime() - now).toBeGreaterThanOrEqual(3_600_000);
    expect(caCertificate.validToDate.getTime() - now).toBeLessThan(3_602_000);
  });

  it('shares neither serial number nor subject with another', async () => {
    const other = new X509Certificate((await issueAuthority(hour)).cert);
    expect(other.serialNumber).not.toBe(caCertificate.serialNumber);
    expect(other.subject).not.toBe(caCertificate.subject);
    expect(caCertificate.serialNumber).toMatch(/^[0-7][0-9A-F]{31}$/);
  });
});

describe('a leaf', () => {
  it('is of its CA, for a server, and for each name and address', () => {
    expect(certificate.checkIssued(caCertificate) && certificate.verify(caCertificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    // id-kp-serverAuth, RFC 5280 §4.2.1.12
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    for (const name of ['webhook.operator.svc', 'localhost']) expect(certificate.checkHost(name)).toBe(name);
    for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address);
    expect(leaf.names).toEqual(names);
  });

  it('ends no later than its CA', async () => {
    const long = new X509Certificate((await issueLeaf(authority, names, { now, lifetime: 1e6 })).cert);
    expect(long.validToDate).toEqual(caCertificate.validToDate);
  });

  it('is taken by a client that trusts its CA alone, and by no client that trusts another', async () => {
    const server = createServer({ key: leaf.key, cert: leaf.cert }, (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const dial = (ca: string, servername: string): Promise<string> => new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ca, servername }, () => {
        resolve('taken');
        socket.end();
      });
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    const other = (await issueAuthority(hour)).cert;
    expect(await dial(authority.cert, 'webhook.operator.svc')).toBe('taken');
    expect(await dial(other + authority.cert, 'localhost')).toBe('taken');
    expect(await dial(other, 'localhost')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(await dial(authority.cert, 'elsewhere')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    server.close();
  });

  it('passes OpenSSL\'s strict check', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    await Promise.all([writeFile(join(folder, 'ca.crt'), authority.cert), writeFile(join(folder, 'tls.crt'), leaf.cert)]);
    const answer = await execa('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', 'ca.crt', 'tls.crt'], { cwd: folder, reject: false });
    await rm(folder, { recursive: true });
    // Not every machine has openssl; node's own copy has judged it above.
    if (answer.code !== 'ENOENT') expect(answer.stdout).toBe('tls.crt: OK');
  });
});

describe('the temporary pair', () => {
  it('can be served, and is of a CA that nobody knows', async () => {
    const pair = await temporaryPair();
    const temporary = new X509Certificate(pair.cert);
    expect(createServer(pair).listening).toBe(false);
    expect(temporary.issuer).not.toBe(temporary.subject);
    expect(Object.keys(pair).sort()).toEqual(['cert', 'key']);
  });
});
