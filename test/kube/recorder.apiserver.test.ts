import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient, type Client } from '../../kube/client.ts';
import type { KubeError } from '../../kube/errors.ts';
import { EventRecorder } from '../../kube/recorder.ts';
import { configMaps, events, nodes } from '../../kube/resources.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { testKubeConfig } from '../setup/kubeconfig.ts';
import { configMap, makeNamespace } from './helpers.ts';

let transport: Transport;
let client: Client;
let namespace: string;
beforeAll(async () => {
  transport = createTransport(testKubeConfig());
  client = createClient(transport);
  namespace = await makeNamespace(client);
});
afterAll(() => transport.close());

it('a real API server takes the events and their counts, and finds them by object', async () => {
  const errors: KubeError[] = [];
  const recorder = new EventRecorder(client, 'k6-operator', { instance: 'pod-1', onError: (error) => errors.push(error) });
  const object = await client.create(configMaps, configMap(namespace, `${'n'.repeat(199)}-${'n'.repeat(40)}`));
  for (let i = 0; i < 3; i += 1) await recorder.record(object, { type: 'Warning', reason: 'Tested', message: 'hello' });
  expect(errors).toEqual([]);
  const { items } = await client.list(events, { namespace, fieldSelector: `involvedObject.uid=${object.metadata?.uid ?? ''}` });
  expect(items).toMatchObject([{ type: 'Warning', reason: 'Tested', message: 'hello', count: 3, source: { component: 'k6-operator' } }]);
});

it('an event about a cluster-wide object goes to the default namespace', async () => {
  const errors: KubeError[] = [];
  const recorder = new EventRecorder(client, 'k6-operator', { onError: (error) => errors.push(error) });
  const name = `node-${namespace}`;
  const node = await client.create(nodes, { metadata: { name } });
  await recorder.record(node, { type: 'Normal', reason: 'Tested', message: 'hello' });
  await client.delete(nodes, { name });
  expect(errors).toEqual([]);
  expect((await client.list(events, { namespace: 'default', fieldSelector: `involvedObject.name=${name}` })).items).not.toEqual([]);
});
