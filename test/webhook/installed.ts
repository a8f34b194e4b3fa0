import { execa } from 'execa';
import { request } from 'undici';
import { kinds } from '../../api/run.ts';
import { root } from '../../cluster/paths.ts';
import type { Client } from '../../kube/client.ts';
import { mutatingWebhookConfigurations, validatingWebhookConfigurations, type MutatingWebhookConfiguration } from '../../kube/resources.ts';
import { eventually } from '../kube/helpers.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { freePort } from '../setup/k6.ts';
import { trusting } from './serving.ts';

/** A webhook process that the API server asks about the runs of one namespace. */
export interface Installed {
  /** Takes the configurations away and tells the process to end. */
  remove(): Promise<Ended>;
}

export interface Ended {
  exitCode: number | undefined;
  /** Whatever the process wrote. */
  output: string;
}

/** The real process with certificates of its own making, and both configurations by URL, since this API server reaches no Service. */
export async function installWebhook(client: Client, namespace: string): Promise<Installed> {
  const port = await freePort();
  const configurations = [
    [mutatingWebhookConfigurations, configuration(namespace, port, 'mutate')],
    [validatingWebhookConfigurations, configuration(namespace, port, 'validate')],
  ] as const;
  for (const [resource, object] of configurations) await client.create<MutatingWebhookConfiguration>(resource, object);
  const child = execa('node', ['webhook/main.ts'], {
    cwd: root, reject: false, all: true, preferLocal: true,
    env: {
      KUBECONFIG: testKubeconfigPath(), POD_NAMESPACE: namespace, WEBHOOK_PORT: String(port), WEBHOOK_SERVICE: 'webhook', CERTIFICATE_NAMES: '127.0.0.1', CERTIFICATE_SECRET: 'webhook-tls',
      MUTATING_CONFIGURATION: namespace, VALIDATING_CONFIGURATION: namespace, CA_PROPAGATION_SECONDS: '0.5', DRAIN_SECONDS: '0', K6_RUNNER_IMAGE: 'k6:1', MAX_PARALLELISM: '1000',
    },
  });
  const agent = trusting(1);
  const isReady = async (): Promise<boolean> => (await request(`https://127.0.0.1:${port}/readyz`, { dispatcher: agent })).statusCode === 200;
  await eventually(isReady, 60_000).finally(() => agent.destroy());
  return {
    remove: async () => {
      for (const [resource] of configurations) await client.delete(resource, { name: namespace });
      child.kill('SIGTERM');
      const { exitCode, all } = await child;
      return { exitCode, output: all };
    },
  };
}

function configuration(namespace: string, port: number, call: 'mutate' | 'validate'): MutatingWebhookConfiguration {
  return {
    metadata: { name: namespace },
    webhooks: [{
      name: `${call}.k6.io`,
      admissionReviewVersions: ['v1'],
      clientConfig: { url: `https://127.0.0.1:${port}/${call}` },
      failurePolicy: 'Fail', matchPolicy: 'Equivalent', sideEffects: 'None', timeoutSeconds: 10,
      rules: [{ apiGroups: ['k6.io'], apiVersions: ['v1alpha1'], operations: ['CREATE', 'UPDATE'], resources: Object.values(kinds) }],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    }],
  };
}
