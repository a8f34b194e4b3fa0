import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { buildConnector } from 'undici';

/** What one call needs to prove who it is. */
export interface Credentials {
  headers: Record<string, string>;
  tls: buildConnector.BuildOptions;
  /** Changes whenever `tls` does: connections are kept per key. */
  key: string;
}

type TlsField = 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'rejectUnauthorized' | 'servername';
const tlsFields: TlsField[] = ['ca', 'cert', 'key', 'pfx', 'passphrase', 'rejectUnauthorized', 'servername'];

/**
 * Asks client-node for headers and TLS material: exec plugins, OIDC and token files are its strength, and it caches and refreshes them.
 * `current()` is cheap to call before every request; `renew()` forgets every cache, after the server said 401.
 */
export class CredentialSource {
  readonly #original: KubeConfig;
  #config: KubeConfig;
  #pending: Promise<Credentials> | undefined;

  constructor(config: KubeConfig) {
    this.#original = config;
    this.#config = authOnly(config);
  }

  current(): Promise<Credentials> {
    // Shared while it runs: an exec plugin is started once, not once per waiting call.
    this.#pending ??= read(this.#config).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  renew(): void {
    this.#config = authOnly(this.#original);
  }
}

/**
 * A copy with fresh caches. Its server is never connected to: client-node makes an agent beside the options, which fails for plain http://
 * and for odd proxies.
 */
function authOnly(config: KubeConfig): KubeConfig {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const copy = new KubeConfig();
  copy.loadFromOptions({
    clusters: [{ ...cluster, name: 'cluster', server: 'https://unused.invalid', proxyUrl: undefined }],
    users: [{ ...user, name: 'user' }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return copy;
}

async function read(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value).trim();
  if (options.auth) headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const tls: Partial<Record<TlsField, unknown>> = {};
  let key = '';
  for (const field of tlsFields) {
    const value = options[field] as Buffer | string | boolean | undefined;
    if (value === undefined) continue;
    tls[field] = value;
    key += `${field}=${value.toString()}\n`;
  }
  return { headers, tls: tls as buildConnector.BuildOptions, key };
}
