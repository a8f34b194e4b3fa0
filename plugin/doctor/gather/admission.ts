import { apiVersion, type Run } from '../../../api/run.ts';
import type { Client } from '../../../kube/client.ts';
import { isKubeError } from '../../../kube/errors.ts';
import { k6s, mutatingWebhookConfigurations, secrets, validatingWebhookConfigurations } from '../../../kube/resources.ts';
import { seen, type Seen } from '../seen.ts';

/** One webhook as the API server knows it. */
export interface Hook {
  /** Of the configuration. */
  configuration: string;
  /** mutate.k6.io or validate.k6.io. */
  name: string;
  /** PEM; empty where nobody has filled it in yet. */
  caBundle: string;
  failurePolicy: string;
  namespace: string | undefined;
}

/** What came of a run that was sent through admission and not stored. */
export type Probe = { let: 'through'; defaulted: boolean } | { let: 'denied'; message: string } | { let: 'forbidden'; message: string };

export interface AdmissionFacts {
  hooks: Seen<Hook[]>;
  probe: Probe;
  /** PEM of what the webhook serves with; by Secret name. */
  leaf: Seen<string>;
}

/** What `list` answers with, as far as it matters here. */
interface Configuration {
  metadata?: { name?: string };
  webhooks?: { name: string; failurePolicy?: string; clientConfig: { caBundle?: string; service?: { namespace: string; name: string } } }[];
}

export async function gatherAdmission(client: Client, namespace: string): Promise<AdmissionFacts> {
  const [mutating, validating, probe] = await Promise.all([
    seen(client.list(mutatingWebhookConfigurations).then(({ items }) => items as Configuration[])),
    seen(client.list(validatingWebhookConfigurations).then(({ items }) => items as Configuration[])),
    sendProbe(client, namespace),
  ]);
  const denied = mutating.denied ?? validating.denied;
  const configurations = [...mutating.value ?? [], ...validating.value ?? []];
  const hooks: Seen<Hook[]> = denied === undefined ? { value: configurations.flatMap(hooksOf) } : { denied };
  return { hooks, probe, leaf: await leafOf(client, configurations) };
}

function hooksOf({ metadata, webhooks = [] }: Configuration): Hook[] {
  return webhooks.filter(isOurs).map(({ name, failurePolicy = 'Fail', clientConfig: { caBundle = '', service } }) => ({
    configuration: metadata?.name ?? '', name, caBundle: Buffer.from(caBundle, 'base64').toString(), failurePolicy, namespace: service?.namespace,
  }));
}

function isOurs({ name }: { name: string }): boolean {
  return name === 'mutate.k6.io' || name === 'validate.k6.io';
}

async function leafOf(client: Client, configurations: readonly Configuration[]): Promise<Seen<string>> {
  const service = configurations.flatMap(({ webhooks = [] }) => webhooks).find(isOurs)?.clientConfig.service;
  if (service === undefined) return {};
  const secret = await seen(client.get(secrets, { namespace: service.namespace, name: `${service.name}-tls` }));
  const pem = secret.value?.data?.['tls.crt'];
  return pem === undefined ? { ...(secret.denied === undefined ? {} : { denied: secret.denied }) } : { value: Buffer.from(pem, 'base64').toString() };
}

/** Only a call all the way through the webhook proves that it works. */
async function sendProbe(client: Client, namespace: string): Promise<Probe> {
  const run = { apiVersion, kind: 'K6', metadata: { name: 'doctor-probe', namespace }, spec: { script: { configMap: { name: 'doctor-probe' } } } } as unknown as Run;
  try {
    const admitted = await client.create(k6s, run, { dryRun: true });
    return { let: 'through', defaulted: admitted.spec.runner?.image !== undefined };
  } catch (error) {
    if (!isKubeError(error) || error.kind === 'Network' || error.kind === 'Unauthorized') throw error;
    const right = error.kind === 'Forbidden' && /cannot create resource/.test(error.message);
    return { let: right ? 'forbidden' : 'denied', message: error.message };
  }
}
