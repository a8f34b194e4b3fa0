import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createClient, type Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { configMaps, namespaces } from '../../kube/resources.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { configMap, eventually, makeNamespace } from '../kube/helpers.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { startFaultProxy, type FaultProxy } from './faultproxy.ts';

let proxy: FaultProxy;
let transport: Transport;
let client: Client;
let namespace: string;

beforeAll(async () => {
  proxy = await startFaultProxy(testKubeconfigPath());
  const config = new KubeConfig();
  config.loadFromFile(proxy.kubeconfig);
  transport = createTransport(config);
  client = createClient(transport);
  namespace = await makeNamespace(client);
});
afterAll(async () => {
  await transport.close();
  await proxy.close();
});
afterEach(() => proxy.onCall(undefined));

describe('the fault proxy', () => {
  it('passes calls through, with the target’s rights, and records them', async () => {
    await client.create(configMaps, configMap(namespace, 'one', { a: 'é' }));
    expect((await client.get(configMaps, { namespace, name: 'one' })).data).toEqual({ a: 'é' });
    expect(proxy.calls.at(-2)).toMatchObject({ method: 'POST', path: `/api/v1/namespaces/${namespace}/configmaps`, status: 201, body: { data: { a: 'é' } } });
    expect(proxy.calls.at(-1)).toMatchObject({ number: proxy.calls.length, method: 'GET', status: 200 });
  });

  it('answers 429 in the server’s stead, and the call is sent again', async () => {
    let faults = 1;
    proxy.onCall((_, phase) => (phase === 'before' && faults-- > 0 ? { status: 429, retryAfterSeconds: 0 } : undefined));
    const before = proxy.calls.length;
    await client.create(configMaps, configMap(namespace, 'patient'));
    expect(proxy.calls.slice(before).map(({ status }) => status)).toEqual([429, 201]);
  });

  it('drops a call before the server gets it', async () => {
    proxy.onCall(({ method }, phase) => (method === 'POST' && phase === 'before' ? { drop: true } : undefined));
    const error: unknown = await client.create(configMaps, configMap(namespace, 'lost')).catch((reason: unknown) => reason);
    expect(isKubeError(error, 'Network')).toBe(true);
    expect((await client.list(configMaps, { namespace, fieldSelector: 'metadata.name=lost' })).items).toEqual([]);
  });

  it('drops an answer after the server did what was asked', async () => {
    proxy.onCall(({ method }, phase) => (method === 'POST' && phase === 'after' ? { drop: true } : undefined));
    const error: unknown = await client.create(configMaps, configMap(namespace, 'done')).catch((reason: unknown) => reason);
    expect(isKubeError(error, 'Network')).toBe(true);
    expect((await client.get(configMaps, { namespace, name: 'done' })).metadata?.name).toBe('done');
  });

  it('cuts a watch in the middle of a line', async () => {
    const { resourceVersion } = await client.list(configMaps, { namespace });
    const events = client.watch(configMaps, { namespace, resourceVersion });
    const first = events.next();
    await eventually(() => proxy.openWatches() === 1);
    await client.create(configMaps, configMap(namespace, 'seen'));
    expect((await first).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'seen' } } });
    const second = events.next();
    proxy.cutWatches({ midLine: true });
    expect(isKubeError(await second.catch((reason: unknown) => reason), 'Network')).toBe(true);
    await eventually(() => proxy.openWatches() === 0);
  });

  it('passes a caller’s own token on instead of the target’s rights', async () => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: 'proxy', server: proxy.url, skipTLSVerify: false }, { name: 'stranger', token: 'made-up' });
    const stranger = createTransport(config);
    const error: unknown = await createClient(stranger).get(namespaces, { name: namespace }).catch((reason: unknown) => reason);
    expect(isKubeError(error, 'Unauthorized')).toBe(true);
    await stranger.close();
  });
});
