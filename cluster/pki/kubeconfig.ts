import type { KeyPair } from './certificates.ts';

export interface KubeconfigInput {
  /** Name of the cluster and the context. */
  name: string;
  /** https://host:port */
  server: string;
  /** The authority's certificate, PEM. */
  authority: string;
  user: KeyPair;
}

/** A kubeconfig with everything inline, as JSON, which every reader of YAML takes. */
export function renderKubeconfig({ name, server, authority, user }: KubeconfigInput): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return `${JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [{ name, user: { 'client-certificate-data': base64(user.certificate), 'client-key-data': base64(user.key) } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  }, undefined, 2)}\n`;
}
