import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Pod } from '../../../api/kubernetes.ts';
import { operatorNamespace } from '../../../cluster/demo/install.ts';
import { createClient, type Client } from '../../../kube/client.ts';
import { secrets } from '../../../kube/resources.ts';
import { createTransport, type Transport } from '../../../kube/transport.ts';
import { eventually as soon } from '../../kube/helpers.ts';
import { testKubeConfig } from '../../setup/kubeconfig.ts';
import { kubectlIn } from '../../setup/kubectl.ts';
import { describeOnNode } from '../../setup/node.ts';
import { admissions, type Admissions } from '../admissions.ts';
import { upgrade } from '../helm.ts';
import { eventually } from '../objects.ts';
import { dismiss, kill } from '../operator.ts';
import { aPlace, leave, type Place } from '../place.ts';

jest.setTimeout(300_000);

const kubectl = kubectlIn(operatorNamespace);
const secret = { namespace: operatorNamespace, name: 'k6-operator-webhook-tls' };

async function authority(): Promise<{ ca: string; settled: boolean }> {
  const { data = {}, metadata } = await client.get(secrets, secret);
  const settled = metadata?.annotations?.['k6.io/rotate'] === undefined && !data['ca-next.crt'];
  return { ca: data['ca.crt'] ?? '', settled };
}

/** Asks for another CA as a user would, and waits until it has taken over; gives the new one. */
async function rotate(): Promise<string> {
  const before = await authority();
  await client.patch(secrets, secret, { metadata: { annotations: { 'k6.io/rotate': 'ca' } } });
  return soon(async () => {
    const { ca, settled } = await authority();
    return settled && ca !== before.ca ? ca : undefined;
  }, 30_000);
}

async function webhookPods(): Promise<Pod[]> {
  return (JSON.parse(await kubectl(['get', 'pods', '--selector=app.kubernetes.io/component=webhook', '--output=json'])) as { items: Pod[] }).items;
}

async function readyPods(): Promise<string[]> {
  const ready = (await webhookPods()).filter(({ metadata, status }) => (
    metadata?.deletionTimestamp === undefined && status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
  ));
  return ready.map(({ metadata }) => metadata?.name ?? '');
}

const twoReady = (): Promise<string[]> => eventually(readyPods, (names) => names.length === 2, 60);

let transport: Transport;
let client: Client;

describeOnNode('twenty admissions each second', () => {
  let place: Place;
  let flow: Admissions;

  beforeAll(async () => {
    transport = createTransport(testKubeConfig());
    client = createClient(transport);
    place = await aPlace('rotation');
    await upgrade(undefined, 'webhook.certificates.propagationSeconds=0.3', 'webhook.certificates.overlapSeconds=5');
    await twoReady();
    flow = admissions(place.namespace, 20);
  });
  afterAll(async () => {
    await flow.stop();
    await transport.close();
    await upgrade(undefined, 'webhook.certificates.propagationSeconds=10', 'webhook.certificates.overlapSeconds=3600');
    await leave(place);
  });

  it('all pass while CA and certificate are replaced fifty times in a row, and one of two replicas is told to end and another one is killed', async () => {
    const seen = new Set<string>();
    for (let rotation = 1; rotation <= 50; rotation += 1) {
      seen.add(await rotate());
      const [pod = ''] = rotation === 15 || rotation === 35 ? await twoReady() : [];
      if (rotation === 15) await dismiss(pod);
      if (rotation === 35) await kill(pod);
    }
    const { sent, failures } = await flow.stop();
    expect(failures).toEqual([]);
    expect(sent).toBeGreaterThan(400);
    expect(seen.size).toBe(50);
    await twoReady();
  });
});
