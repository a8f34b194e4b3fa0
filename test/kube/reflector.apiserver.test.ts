import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import type { ConfigMap } from '../../api/kubernetes.ts';
import { createClient, type Client } from '../../kube/client.ts';
import type { KubeError } from '../../kube/errors.ts';
import { startReflector, type Reflector, type ReflectorOptions } from '../../kube/reflector.ts';
import { configMaps } from '../../kube/resources.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { startFaultProxy, type FaultProxy } from '../fakes/faultproxy.ts';
import { configMap, eventually, makeNamespace } from './helpers.ts';

let controlPlane: ControlPlane;
let proxy: FaultProxy;
const transports: Transport[] = [];
/** Writes past the proxy, so that its faults hit the reflector alone. */
let writer: Client;
let watcher: Client;

const clientOf = (kubeconfig: string): Client => {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const transport = createTransport(config);
  transports.push(transport);
  return createClient(transport);
};

beforeAll(async () => {
  controlPlane = await startControlPlane();
  proxy = await startFaultProxy(controlPlane.kubeconfig);
  writer = clientOf(controlPlane.kubeconfig);
  watcher = clientOf(proxy.kubeconfig);
}, 60_000);
afterAll(async () => {
  for (const transport of transports) await transport.close();
  await proxy.close();
  await controlPlane.stop();
});

interface Watched {
  namespace: string;
  reflector: Reflector<ConfigMap>;
  /** `type name=value` of every change, of the test's own objects. */
  seen: string[];
  errors: KubeError[];
  stop: () => Promise<void>;
}

const watchNamespace = async (options: Partial<ReflectorOptions<ConfigMap>> = {}): Promise<Watched> => {
  const namespace = await makeNamespace(writer);
  const end = new AbortController();
  const seen: string[] = [];
  const errors: KubeError[] = [];
  const reflector = startReflector(watcher, configMaps, {
    namespace,
    labelSelector: 'mine',
    backoffMs: 50,
    onChange: ({ type, object }) => seen.push(`${type} ${object.metadata?.name ?? ''}=${object.data?.['v'] ?? ''}`),
    onError: (error) => errors.push(error),
    signal: end.signal,
    ...options,
  });
  await reflector.synced;
  await eventually(() => proxy.openWatches() > 0);
  const stop = async (): Promise<void> => {
    end.abort();
    await reflector.done;
  };
  return { namespace, reflector, seen, errors, stop };
};

const put = (namespace: string, name: string, v: string): Promise<ConfigMap> =>
  writer.apply(configMaps, configMap(namespace, name, { v }, { mine: '' }), { fieldManager: 'test' });

describe('a reflector of a real API server', () => {
  it('sees every change, also one that makes an object leave its selector', async () => {
    const { namespace, seen, stop } = await watchNamespace();
    await put(namespace, 'a', '1');
    await put(namespace, 'a', '2');
    await put(namespace, 'b', '1');
    await writer.patch(configMaps, { namespace, name: 'b' }, { metadata: { labels: { mine: null } } });
    await writer.delete(configMaps, { namespace, name: 'a' });
    await eventually(() => seen.length === 5);
    expect(seen).toEqual(['added a=1', 'modified a=2', 'added b=1', 'deleted b=1', 'deleted a=2']);
    await stop();
  });

  it('misses nothing and repeats nothing while its watch is cut over and over', async () => {
    const { namespace, seen, stop } = await watchNamespace();
    const cutting = setInterval(() => proxy.cutWatches({ midLine: Math.random() < 0.5 }), 30);
    for (let i = 0; i < 60; i += 1) await put(namespace, `n${i % 7}`, `${i}`);
    clearInterval(cutting);
    await eventually(() => seen.length === 60, 20_000);
    expect(seen.map((line) => line.replace(/^\w+ /, ''))).toEqual(Array.from({ length: 60 }, (_, i) => `n${i % 7}=${i}`));
    await stop();
  }, 60_000);

  it('goes on when the API server was killed and came back', async () => {
    const { namespace, seen, reflector, stop } = await watchNamespace();
    await put(namespace, 'before', '1');
    await eventually(() => seen.length === 1);
    await controlPlane.restartApiServer();
    await eventually(() => put(namespace, 'after', '1'), 20_000);
    await eventually(() => seen.includes('added after=1'), 30_000);
    expect(seen).toEqual(['added before=1', 'added after=1']);
    expect(reflector.store.all().map(({ metadata }) => metadata?.name).sort()).toEqual(['after', 'before']);
    await stop();
  }, 90_000);

  it('finds out by itself that its watch is half-open', async () => {
    const { namespace, seen, errors, stop } = await watchNamespace({ watchdogMs: 1000 });
    proxy.stallWatches();
    await put(namespace, 'unseen', '1');
    await eventually(() => seen.length === 1, 20_000);
    expect(errors.map(({ kind }) => kind)).toContain('Timeout');
    await stop();
  }, 30_000);

  it('lists anew when the server answers 410, and tells of deletions it could not see', async () => {
    const { namespace, seen, stop } = await watchNamespace();
    const old = await put(namespace, 'a', '1');
    await eventually(() => seen.length === 1);
    let away = true;
    proxy.onCall(({ query }, phase) => (phase === 'before' && query.has('watch') && away ? { drop: true } : undefined));
    proxy.cutWatches();
    await writer.delete(configMaps, { namespace, name: 'a' }, { uid: old.metadata?.uid });
    await put(namespace, 'a', '2');
    let expired = 1;
    proxy.onCall(({ query }, phase) => (phase === 'before' && query.has('watch') && expired-- > 0 ? { status: 410 } : undefined));
    away = false;
    await eventually(() => seen.length === 3, 20_000);
    expect(seen).toEqual(['added a=1', 'deleted a=1', 'added a=2']);
    proxy.onCall(undefined);
    await stop();
  }, 30_000);
});
