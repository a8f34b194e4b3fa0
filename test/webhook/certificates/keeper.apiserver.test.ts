import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import type { Secret } from '../../../kube/resources.ts';
import { secrets } from '../../../kube/resources.ts';
import { startFaultProxy, type FaultProxy } from '../../fakes/faultproxy.ts';
import { bundlePatch } from '../../../webhook/certificates/configuration.ts';
import { eventually, failure } from '../../kube/helpers.ts';
import { testKubeconfigPath } from '../../setup/kubeconfig.ts';
import { kinds, secretName, Stage, type Keeping } from './stage.ts';

const served = (keeping: Keeping): string => keeping.pairs.at(-1)?.cert ?? '';
const fingerprints = (pem: string): string[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((cert) => new X509Certificate(cert).fingerprint256);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('keepers of one Secret, with the rights that the chart gives and no more,', () => {
  let stage: Stage;
  let keepers: Keeping[] = [];
  beforeAll(async () => {
    stage = await Stage.open();
    keepers = [stage.keep(), stage.keep(), stage.keep()];
  });
  afterAll(() => stage.close());

  /** Waits until every caBundle holds these certificates and nothing else. */
  const published = async (...pems: string[]): Promise<void> => {
    const wanted = pems.flatMap(fingerprints).sort();
    await eventually(async () => {
      expect((await stage.bundles()).map((pem) => fingerprints(pem).sort())).toEqual(Array.from({ length: 4 }, () => wanted));
      return true;
    });
  };
  const data = async (): Promise<Secret['data']> => (await stage.secret()).data;
  const owners = async (): Promise<(string | undefined)[]> => (await stage.secret()).metadata?.ownerReferences?.map(({ uid }) => uid) ?? [];

  it('started at once, end with one CA and one leaf that every webhook trusts', async () => {
    await Promise.all(keepers.map(({ untilReady }) => untilReady()));
    await published(await stage.data('ca.crt'));
    const leaf = await stage.data('tls.crt');
    for (const keeper of keepers) expect(served(keeper)).toBe(leaf);
    expect(await owners()).toEqual([(await stage.configuration('mutating')).metadata?.uid]);
    expect((await stage.secret()).type).toBe('Opaque');
  });

  it('write a Secret that was deleted back as it was', async () => {
    const before = await stage.secret();
    await stage.admin.delete(secrets, { namespace: stage.namespace, name: secretName });
    const after = await eventually(() => stage.secret());
    expect(after.metadata?.uid).not.toBe(before.metadata?.uid);
    expect(after.data).toEqual(before.data);
  });

  it.each(['ca.crt', 'ca.key', 'tls.crt', 'tls.key', 'ca-next.crt', 'ca-next.key', 'ca-previous.crt'])('mend %s that is spoilt', async (key) => {
    const [before, leaf] = [await data(), served(keepers[0] as Keeping)];
    await stage.patchSecret({ data: { [key]: base64('spoilt') } });
    await eventually(async () => JSON.stringify(await data()) === JSON.stringify(before));
    for (const keeper of keepers) expect(served(keeper)).toBe(leaf);
  });

  it('give a Secret with another owner back to the configuration', async () => {
    const [own] = await owners();
    const reference = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', name: stage.name, uid: 'not-that-one' };
    const other = { apiVersion: 'v1', kind: 'Namespace', name: stage.namespace, uid: 'that-of-somebody-else' };
    const before = await data();
    await stage.patchSecret({ metadata: { ownerReferences: [reference, { ...other, kind: 'ConfigMap' }] } });
    // The garbage collector may be faster; then the Secret is made again.
    await eventually(async () => {
      const found = await owners();
      return found.includes(own) && !found.includes('not-that-one');
    });
    expect(await data()).toEqual(before);
  });

  it('fill a caBundle again that was emptied, and leave all else as others set it', async () => {
    const ref = { name: stage.name };
    await stage.admin.patch(kinds.validating, ref, [
      { op: 'remove', path: '/webhooks/1/clientConfig/caBundle' },
      { op: 'add', path: '/webhooks/1/timeoutSeconds', value: 7 },
      { op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value: base64('') },
    ], { type: 'json' });
    await published(await stage.data('ca.crt'));
    expect((await stage.configuration('validating')).webhooks?.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([10, 7]);
    await Promise.all(keepers.map(({ untilReady }) => untilReady()));
  });

  it('make a new leaf where the annotation asks for one', async () => {
    const [ca, leaf] = [await stage.data('ca.crt'), await stage.data('tls.crt')];
    await stage.patchSecret({ metadata: { annotations: { 'k6.io/rotate': 'leaf' } } });
    await eventually(async () => await stage.data('tls.crt') !== leaf);
    expect(await stage.data('ca.crt')).toBe(ca);
    expect((await stage.secret()).metadata?.annotations).not.toHaveProperty(['k6.io/rotate']);
    const next = await stage.data('tls.crt');
    await eventually(() => keepers.every((keeper) => served(keeper) === next));
  });

  it('bring in a new CA where the annotation asks for one, and take the old one out after the overlap', async () => {
    const old = await stage.data('ca.crt');
    await stage.patchSecret({ metadata: { annotations: { 'k6.io/rotate': 'ca' } } });
    await eventually(async () => await stage.data('ca.crt') !== old);
    expect((await stage.secret()).metadata?.annotations).not.toHaveProperty(['k6.io/rotate']);
    const current = await stage.data('ca.crt');
    await published(old, current);
    await eventually(async () => {
      const leaf = await stage.data('tls.crt');
      return keepers.every((keeper) => served(keeper) === leaf);
    });
    await published(current);
    expect(await stage.data('ca-previous.crt')).toBe('');
  });

  it('remove a request that they do not know', async () => {
    const before = await data();
    await stage.patchSecret({ metadata: { annotations: { 'k6.io/rotate': 'everything' } } });
    await eventually(async () => (await stage.secret()).metadata?.annotations?.['k6.io/rotate'] === undefined);
    expect(await data()).toEqual(before);
  });

  it('leave nothing of the old CA where all of them are new, but only after the overlap', async () => {
    await Promise.all(keepers.map(({ stop }) => stop()));
    const old = await stage.data('ca.crt');
    await stage.admin.delete(secrets, { namespace: stage.namespace, name: secretName });
    const fresh = stage.keep();
    await eventually(() => fresh.pairs.length > 0);
    await published(old, await stage.data('ca.crt'));
    await fresh.untilReady();
    expect(await stage.data('ca.crt')).not.toBe(old);
    await published(await stage.data('ca.crt'));
    keepers = [fresh];
  });

  it('renew a leaf at once that a jump of the clock has ended, forwards and back', async () => {
    let jump = 0;
    const jumping = stage.keep({ clocks: () => ({ wall: Date.now() + jump, steady: performance.now() }) });
    await jumping.untilReady();
    await keepers[0]?.stop();
    for (const [ms, reach] of [[700_000, 600_000], [-3_000_000, -3_600_000]] as const) {
      const before = served(jumping);
      jump = ms;
      await stage.patchSecret({ metadata: { labels: { looked: String(ms < 0) } } });
      await eventually(() => served(jumping) !== before && jumping.ready());
      expect(new X509Certificate(served(jumping)).validToDate.getTime() - Date.now()).toBeGreaterThan(reach);
    }
  });

  it('write no key to the log', () => {
    const log = stage.logs.join('');
    expect(log).toContain('the caBundle was written');
    expect(log).not.toContain('PRIVATE');
    expect(log).not.toContain('MII');
  });
});

describe('a keeper', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage.close());
  let proxy: FaultProxy | undefined;
  afterAll(() => proxy?.close());

  it('says which configuration is missing, and makes nothing as long as nobody would own it', async () => {
    for (const kind of ['mutating', 'validating'] as const) await stage.admin.delete(kinds[kind], { name: stage.name });
    const keeper = stage.keep();
    await eventually(() => keeper.trusts.length > 0 && keeper.trusts.at(-1)?.reason !== keeper.trusts[0]?.reason);
    expect(keeper.trusts.at(-1)).toEqual({ ready: false, reason: 'there is no certificate yet' });
    expect(await stage.secret().catch((error: unknown) => (error as { kind: string }).kind)).toBe('NotFound');
    await stage.configure('mutating');
    await eventually(() => keeper.trusts.at(-1)?.reason === `the ValidatingWebhookConfiguration ${stage.name} is not there`);
    await stage.configure('validating');
    await keeper.untilReady();
    await stage.admin.delete(kinds.mutating, { name: stage.name });
    await eventually(() => keeper.trusts.at(-1)?.reason === `the MutatingWebhookConfiguration ${stage.name} is not there`);
    await stage.configure('mutating');
    await keeper.untilReady();
    await keeper.stop();
  });

  it('does not write over a configuration that somebody changed since it was read', async () => {
    const read = await stage.configuration('validating');
    await stage.admin.patch(kinds.validating, { name: stage.name }, { metadata: { labels: { changed: 'yes' } } });
    const patch = stage.admin.patch(kinds.validating, { name: stage.name }, bundlePatch(read, []), { type: 'json' });
    expect(await failure(patch)).toMatchObject({ kind: 'Invalid' });
    expect((await stage.bundles()).every((pem) => pem !== '')).toBe(true);
  });

  it('stays ready while the API server is away, and goes on afterwards', async () => {
    proxy = await startFaultProxy(testKubeconfigPath());
    const keeper = stage.keep({ config: stage.config(proxy.url) });
    await keeper.untilReady();
    const [told, leaf] = [keeper.trusts.length, served(keeper)];
    proxy.onCall(() => ({ drop: true }));
    proxy.cutWatches();
    await stage.patchSecret({ metadata: { annotations: { 'k6.io/rotate': 'leaf' } } });
    await stage.admin.patch(kinds.validating, { name: stage.name }, [{ op: 'remove', path: '/webhooks/1/clientConfig/caBundle' }], { type: 'json' });
    const calls = proxy.calls.length;
    await eventually(() => (proxy?.calls.length ?? 0) > calls + 2);
    expect(keeper.trusts).toHaveLength(told);
    expect(served(keeper)).toBe(leaf);
    proxy.onCall(undefined);
    await eventually(() => served(keeper) !== leaf && keeper.ready());
    expect(new Set(await stage.bundles()).size).toBe(1);
  }, 20_000);
});
