import { beforeAll, describe, expect, it } from '@jest/globals';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createAuthority, type Authority } from '../../../cluster/pki/certificates.ts';

const now = new Date('2026-11-23T12:00:00Z');
let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority('kubernetes', now);
});

describe('a certificate of the cluster', () => {
  it('is signed by the authority and goes with its key', async () => {
    const { certificate, key } = await authority.issue({ commonName: 'one' });
    const leaf = new X509Certificate(certificate);
    expect(leaf.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  it('carries the user and the groups that RBAC reads', async () => {
    const { certificate } = await authority.issue({ commonName: 'system:node:k6-node', organizations: ['system:nodes'] });
    expect(new X509Certificate(certificate).subject.split('\n')).toEqual(['O=system:nodes', 'CN=system:node:k6-node']);
  });

  it('serves under names and addresses alike', async () => {
    const { certificate } = await authority.issue({ commonName: 'server', servesAs: ['kubernetes.default', '10.96.0.1'] });
    const leaf = new X509Certificate(certificate);
    expect(leaf.checkHost('kubernetes.default')).toBe('kubernetes.default');
    expect(leaf.checkIP('10.96.0.1')).toBe('10.96.0.1');
    expect(leaf.checkIP('10.96.0.2')).toBeUndefined();
  });

  it('is for clients alone unless it serves', async () => {
    const usages = async (servesAs: string[]): Promise<readonly string[] | undefined> =>
      new X509Certificate((await authority.issue({ commonName: 'x', servesAs })).certificate).keyUsage;
    expect(await usages([])).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(await usages(['x'])).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
  });

  it('has a serial number of its own', async () => {
    const pairs = await Promise.all(['a', 'b', 'c'].map((commonName) => authority.issue({ commonName })));
    expect(new Set(pairs.map(({ certificate }) => new X509Certificate(certificate).serialNumber)).size).toBe(3);
  });

  it('is valid from an hour before its making to a year after', async () => {
    const leaf = new X509Certificate((await authority.issue({ commonName: 'x' })).certificate);
    expect(leaf.validFromDate).toEqual(new Date('2026-11-23T11:00:00Z'));
    expect(leaf.validToDate).toEqual(new Date('2027-11-23T12:00:00Z'));
  });
});
