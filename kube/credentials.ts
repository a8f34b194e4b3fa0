import type { RequestOptions } from 'node:https';
import { KubeConfig, type User } from '@kubernetes/client-node';
import type { buildConnector } from 'undici';
import { ExecLogin, LoginError } from './exec.ts';

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
 * Asks client-node for headers and TLS material: OIDC and token files are its strength, and it caches and refreshes them.
 * `current()` is cheap to call before every request; `renew()` forgets every cache, after the server said 401.
 */
export class CredentialSource {
  readonly #original: KubeConfig;
  #config: KubeConfig;
  #pending: Promise<Credentials> | undefined;
  readonly #login: ExecLogin | undefined;

  constructor(config: KubeConfig) {
    this.#original = config;
    this.#config = authOnly(config);
    const user = config.getCurrentUser();
    this.#login = user?.exec ? new ExecLogin(user, config.getCurrentCluster()) : undefined;
  }

  current(): Promise<Credentials> {
    // Shared while it runs: an exec plugin is started once, not once per waiting call.
    this.#pending ??= this.#read().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  renew(): void {
    this.#login?.forget();
    this.#config = authOnly(this.#original);
  }

  async #read(): Promise<Credentials> {
    const login = await this.#login?.current(Date.now());
    if (login === undefined) return read(this.#config);
    const { token, clientCertificateData: certificate, clientKeyData: key } = login;
    const pem = (text: string | undefined): string | undefined => text && Buffer.from(text).toString('base64');
    return read(authOnly(this.#original, { exec: undefined, token, certData: pem(certificate), keyData: pem(key) }));
  }
}

/**
 * A copy with fresh caches. Its server is never connected to: client-node makes an agent beside the options, which fails for plain http://
 * and for odd proxies.
 */
function authOnly(config: KubeConfig, changes: Partial<Record<keyof User, unknown>> = {}): KubeConfig {
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const copy = new KubeConfig();
  copy.loadFromOptions({
    clusters: [{ ...cluster, name: 'cluster', server: 'https://unused.invalid', proxyUrl: undefined }],
    users: [{ ...user, ...changes, name: 'user' }],
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
  const provider = config.getCurrentUser()?.authProvider as { name?: string } | undefined;
  // Without them the server would take the user for anonymous, and say that of what is missing.
  if (provider && headers['Authorization'] === undefined) throw new LoginError(`the kubeconfig's auth-provider ${provider.name ?? ''} has no token that is still valid`);
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
