import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../kube/resources.ts';
import type { Configuration, Root } from './state.ts';
import { readRoots } from './x509.ts';

export type WebhookConfiguration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

/** What the API server trusts for each webhook of a configuration. Never throws. */
export function readConfiguration(configuration: WebhookConfiguration): Configuration {
  const bundles = (configuration.webhooks ?? []).map(({ name, clientConfig }) => {
    return { webhook: name, ...readRoots(Buffer.from(clientConfig.caBundle ?? '', 'base64').toString()) };
  });
  const { uid = '', generation = 0 } = configuration.metadata ?? {};
  return { uid, generation, bundles };
}

/**
 * A JSON Patch that makes these CAs the caBundle of every webhook and touches nothing else. It fails where the configuration is no longer the
 * one that was read: its webhooks are named by their position, and whoever changed it may have published a CA.
 */
export function bundlePatch({ metadata, webhooks = [] }: WebhookConfiguration, roots: Root[]): object[] {
  const value = Buffer.from(roots.map(({ cert }) => cert).join('')).toString('base64');
  return [
    { op: 'test', path: '/metadata/resourceVersion', value: metadata?.resourceVersion },
    ...webhooks.map((_, index) => ({ op: 'add', path: `/webhooks/${index}/clientConfig/caBundle`, value })),
  ];
}
