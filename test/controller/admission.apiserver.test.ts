import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../cluster/pki/certificates.ts';
import { awaitAdmission } from '../../controller/admission.ts';
import { createClient, type Client } from '../../kube/client.ts';
import { createTransport, type Transport } from '../../kube/transport.ts';
import { eventually, makeNamespace } from '../kube/helpers.ts';
import { testKubeConfig } from '../setup/kubeconfig.ts';
import { kubectlIn } from '../setup/kubectl.ts';

let transport: Transport;
let client: Client;
let namespace: string;
const stop = new AbortController();

beforeAll(async () => {
  transport = createTransport(testKubeConfig());
  client = createClient(transport);
  namespace = await makeNamespace(client);
});
afterAll(async () => {
  stop.abort();
  await kubectlIn(namespace)(['delete', 'mutatingwebhookconfiguration', namespace, '--ignore-not-found']);
  await transport.close();
});

/** Points the API server at a webhook for this test's namespace. */
async function configure(port: number, caBundle: string): Promise<void> {
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', metadata: { name: namespace },
    webhooks: [{
      name: 'mutate.k6.io', admissionReviewVersions: ['v1'], sideEffects: 'None', failurePolicy: 'Fail', timeoutSeconds: 1,
      clientConfig: { url: `https://127.0.0.1:${port}/mutate`, caBundle: Buffer.from(caBundle).toString('base64') },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      rules: [{ apiGroups: ['k6.io'], apiVersions: ['v1alpha1'], resources: ['k6s'], operations: ['CREATE'] }],
    }],
  };
  await kubectlIn(namespace)(['apply', '--filename=-'], JSON.stringify(configuration));
}

/** A FAKE of the webhook: it refuses whatever it is asked. What the real one refuses is tested with the real one. */
function refusing(request: { uid: string }): object {
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: request.uid, allowed: false, status: { code: 422, message: 'no script' } } };
}

it('waits as long as the API server does not ask the webhook, cannot reach it or does not trust it, says which, and ends once a run was refused', async () => {
  const [trusted, stranger] = await Promise.all([createAuthority('trusted', new Date()), createAuthority('stranger', new Date())]);
  const { certificate, key } = await trusted.issue({ commonName: 'webhook', servesAs: ['127.0.0.1'] });
  const server = createServer({ cert: certificate, key }, (request, response) => {
    request.setEncoding('utf8');
    let text = '';
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(refusing((JSON.parse(text) as { request: { uid: string } }).request))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const faults: string[] = [];
  let works = false;
  const waiting = awaitAdmission(client, { namespace, signal: stop.signal, onFault: (message) => faults.push(message) }).then(() => (works = true));

  await eventually(() => faults.some((fault) => fault.includes('did not ask the webhook mutate.k6.io')));
  await configure(port, stranger.certificate);
  await eventually(() => faults.some((fault) => fault.includes('certificate signed by unknown authority')));
  expect(works).toBe(false);
  await configure(port, trusted.certificate);
  await waiting;
  server.closeAllConnections();
  server.close();
}, 30_000);
