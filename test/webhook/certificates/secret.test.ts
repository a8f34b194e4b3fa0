import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issueAuthority, issueLeaf } from '../../../webhook/certificates/issue.ts';
import { readSecret, writeSecret } from '../../../webhook/certificates/secret.ts';
import { readAuthority, readRoots } from '../../../webhook/certificates/x509.ts';
import type { Material } from '../../../webhook/certificates/state.ts';

const now = Date.now();
const hour = { now, lifetime: 3600 };
const [ca, next, old] = await Promise.all([issueAuthority(hour), issueAuthority(hour), issueAuthority(hour)]);
const leaf = await issueLeaf(ca, ['a'], hour);
const { id, cert, notBefore, notAfter } = old;
const material: Material = { ca, leaf, next, previous: [{ id, cert, notBefore, notAfter, until: now }] };
const ownership = { namespace: 'operator', name: 'tls', owner: { name: 'webhook', uid: 'u1' }, answered: true };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the Secret', () => {
  it('gives back what was written', () => {
    const secret = writeSecret(undefined, material, ownership);
    expect(readSecret(secret, 'webhook')).toEqual({ ...material, flawed: false, rotate: undefined, owners: ['u1'] });
    expect(secret.metadata).toMatchObject({ namespace: 'operator', name: 'tls' });
  });

  it('keeps what others put beside it, and other owners', () => {
    const before = writeSecret(undefined, material, ownership);
    const own = before.metadata?.ownerReferences?.[0];
    const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'webhook', uid: 'u2' };
    const stale = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', name: 'webhook', uid: 'u0' };
    const metadata = { ...before.metadata, annotations: { mine: 'x', 'k6.io/rotate': 'ca' }, ownerReferences: [other, stale] };
    const edited = { ...before, metadata, data: { ...before.data, mine: base64('x') } };
    const after = writeSecret(edited, { ...material, next: undefined, previous: [] }, { ...ownership, answered: false });
    expect(after.data).toMatchObject({ mine: base64('x'), 'ca-previous.crt': '' });
    expect(after.data).not.toHaveProperty(['ca-next.crt']);
    expect(after.metadata?.annotations).toMatchObject({ mine: 'x', 'k6.io/rotate': 'ca' });
    expect(after.metadata?.ownerReferences).toEqual([other, own]);
    expect(writeSecret(edited, material, ownership).metadata?.annotations).not.toHaveProperty(['k6.io/rotate']);
  });

  it.each([
    ['a leaf of another CA', { 'ca.crt': next.cert, 'ca.key': next.key }, { leaf: undefined, ca: next }],
    ['a key of another certificate', { 'ca.key': leaf.key }, { ca: undefined, leaf: undefined }],
    ['a leaf in the CA\'s place', { 'ca.crt': leaf.cert, 'ca.key': leaf.key }, { ca: undefined }],
    ['half a next CA', { 'ca-next.key': '' }, { next: undefined, flawed: true, ca }],
    ['a leaf among the previous CAs', { 'ca-previous.crt': old.cert + leaf.cert }, { flawed: true }],
    ['words among the previous CAs', { 'ca-previous.crt': `${old.cert}words` }, { flawed: true }],
  ])('is not believed about %s', (_what, data, expected) => {
    const secret = writeSecret(undefined, material, ownership);
    const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]));
    expect(readSecret({ ...secret, data: { ...secret.data, ...encoded } }, 'webhook')).toMatchObject(expected);
  });

  it('is read without an error whatever it holds', () => {
    const keys = ['ca.crt', 'ca.key', 'tls.crt', 'tls.key', 'ca-next.crt', 'ca-next.key', 'ca-previous.crt'];
    const text = fc.oneof(fc.string(), fc.constantFrom(ca.cert, ca.key, leaf.cert, leaf.key, ca.cert.slice(0, 400), `${ca.cert}${next.cert}`, ca.cert.replace('A', 'B')));
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...keys), text), fc.string(), (data, until) => {
      const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]));
      readSecret({ metadata: { annotations: { 'k6.io/previous-until': until } }, data: encoded }, 'webhook');
      readSecret({ data: data }, 'webhook');
    }), { numRuns: 200 });
  });
});

describe('a bundle', () => {
  it('counts each CA once and says when there is anything else', () => {
    const ids = (pem: string): string[] => readRoots(pem).roots.map(({ id }) => id);
    expect(ids(ca.cert + next.cert + ca.cert)).toEqual([ca.id, next.id]);
    expect(readRoots(ca.cert + next.cert)).toMatchObject({ clean: true, others: [] });
    expect(readRoots(ca.cert + ca.cert).clean).toBe(false);
    expect(readRoots(`# mine\n${ca.cert}`)).toMatchObject({ clean: false });
    expect(readRoots(leaf.cert)).toMatchObject({ clean: false, roots: [], others: [{ id: leaf.id }] });
    expect(readRoots('')).toEqual({ roots: [], others: [], clean: true });
  });

  it('has no CA of a key that this project does not make', () => {
    expect(readAuthority(ca.cert, next.key)).toBeUndefined();
    expect(readAuthority(ca.cert, ca.key)).toEqual(ca);
  });
});
