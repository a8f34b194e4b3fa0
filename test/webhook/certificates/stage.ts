import { KubeConfig } from '@kubernetes/client-node';
import pino from 'pino';
import type { KubeObject } from '../../../api/kubernetes.ts';
import { createClient, type Client } from '../../../kube/client.ts';
import {
  mutatingWebhookConfigurations, secrets, validatingWebhookConfigurations, type Resource, type Secret,
} from '../../../kube/resources.ts';
import { createTransport, type Transport } from '../../../kube/transport.ts';
import { keepCertificates } from '../../../webhook/certificates/index.ts';
import type { CertificateTimes, Pair, Trust } from '../../../webhook/certificates/index.ts';
import type { WebhookConfiguration } from '../../../webhook/certificates/configuration.ts';
import type { Clocks } from '../../../webhook/certificates/state.ts';
import { eventually, makeNamespace } from '../../kube/helpers.ts';
import { testKubeConfig } from '../../setup/kubeconfig.ts';

const rbac = 'rbac.authorization.k8s.io';
const cluster = { version: 'v1', namespaced: false };
const inNamespace = { version: 'v1', namespaced: true };
const resources = {
  role: { ...inNamespace, group: rbac, plural: 'roles', kind: 'Role' },
  roleBinding: { ...inNamespace, group: rbac, plural: 'rolebindings', kind: 'RoleBinding' },
  clusterRole: { ...cluster, group: rbac, plural: 'clusterroles', kind: 'ClusterRole' },
  clusterRoleBinding: { ...cluster, group: rbac, plural: 'clusterrolebindings', kind: 'ClusterRoleBinding' },
  account: { ...inNamespace, group: '', plural: 'serviceaccounts', kind: 'ServiceAccount' },
} satisfies Record<string, Resource<KubeObject>>;

const admission = 'admissionregistration.k8s.io';
export const secretName = 'webhook-tls';
export const names = ['webhook.test.svc', 'localhost', '127.0.0.1'];
export const kinds = { mutating: mutatingWebhookConfigurations, validating: validatingWebhookConfigurations } as const;

export interface Keeping {
  /** Every pair that was to be served, in order. */
  pairs: Pair[];
  trusts: Trust[];
  ready: () => boolean;
  /** Waits until it is ready. */
  untilReady: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface KeepOptions {
  times?: Partial<CertificateTimes>;
  clocks?: () => Clocks;
  config?: KubeConfig;
  onPair?: (pair: Pair) => void;
}

/** Two webhook configurations and a service account with exactly the webhook's rights, in a real API server. */
export class Stage {
  readonly admin: Client;
  readonly logs: string[] = [];
  namespace = '';
  #token = '';
  readonly #transport: Transport = createTransport(testKubeConfig());
  readonly #keepings: Keeping[] = [];

  private constructor() {
    this.admin = createClient(this.#transport);
  }

  static async open(): Promise<Stage> {
    const stage = new Stage();
    stage.namespace = await makeNamespace(stage.admin);
    await stage.#grant();
    await stage.configure('mutating');
    await stage.configure('validating');
    return stage;
  }

  /** The name of both configurations: of this test alone. */
  get name(): string {
    return `tls-${this.namespace}`;
  }

  /** Makes a configuration with two webhooks that only ever see this test's namespace. */
  async configure(kind: keyof typeof kinds): Promise<void> {
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': this.namespace } };
    const webhook = (name: string): object => ({
      name, namespaceSelector, sideEffects: 'None', admissionReviewVersions: ['v1'], failurePolicy: 'Ignore',
      clientConfig: { url: 'https://127.0.0.1:1/' },
      rules: [{ apiGroups: ['k6.io'], apiVersions: ['*'], resources: ['k6s'], operations: ['CREATE'] }],
    });
    const configuration = { metadata: { name: this.name }, webhooks: [webhook('one.k6.io'), webhook('two.k6.io')] };
    await this.admin.create<WebhookConfiguration>(kinds[kind], configuration as WebhookConfiguration);
  }

  configuration(kind: keyof typeof kinds): Promise<WebhookConfiguration> {
    return this.admin.get<WebhookConfiguration>(kinds[kind], { name: this.name });
  }

  /** The caBundles of all webhooks of both configurations, PEM. */
  async bundles(): Promise<string[]> {
    const found = await Promise.all([this.configuration('mutating'), this.configuration('validating')]);
    return found.flatMap(({ webhooks = [] }) => webhooks.map(({ clientConfig }) => Buffer.from(clientConfig.caBundle ?? '', 'base64').toString()));
  }

  secret(): Promise<Secret> {
    return this.admin.get(secrets, { namespace: this.namespace, name: secretName });
  }

  async data(key: string): Promise<string> {
    return Buffer.from((await this.secret()).data?.[key] ?? '', 'base64').toString();
  }

  async patchSecret(patch: object): Promise<void> {
    await this.admin.patch(secrets, { namespace: this.namespace, name: secretName }, patch);
  }

  /** The service account's own kubeconfig; `server` may be that of a proxy. */
  config(server?: string): KubeConfig {
    const config = new KubeConfig();
    const own = testKubeConfig().getCurrentCluster();
    if (own === null) throw new Error('no cluster');
    config.loadFromClusterAndUser(server === undefined ? own : { name: 'proxy', server, skipTLSVerify: false }, { name: 'webhook', token: this.#token });
    return config;
  }

  keep({ times = {}, clocks, config = this.config(), onPair }: KeepOptions = {}): Keeping {
    const abort = new AbortController();
    const transport = createTransport(config);
    const pairs: Pair[] = [];
    const trusts: Trust[] = [];
    const done = keepCertificates({
      client: createClient(transport), namespace: this.namespace, secret: secretName, names,
      configurations: { mutating: this.name, validating: this.name },
      times: { caLifetime: 3600, leafLifetime: 600, propagation: 0.1, overlap: 2, ...times },
      signal: abort.signal,
      log: pino({ level: 'debug' }, { write: (line: string) => this.logs.push(line) }),
      onPair: (pair) => {
        pairs.push(pair);
        onPair?.(pair);
      },
      onTrust: (trust) => trusts.push(trust),
    }, clocks);
    const ready = (): boolean => trusts.at(-1)?.ready === true;
    const stop = async (): Promise<void> => {
      abort.abort();
      await done;
      await transport.close();
    };
    const untilReady = async (): Promise<void> => {
      await eventually(ready);
    };
    const keeping = { pairs, trusts, ready, stop, untilReady };
    this.#keepings.push(keeping);
    return keeping;
  }

  async close(): Promise<void> {
    await Promise.all(this.#keepings.map(({ stop }) => stop()));
    await Promise.all([
      ...[...Object.values(kinds), resources.clusterRole, resources.clusterRoleBinding].map((kind) => this.admin.delete(kind, { name: this.name })),
      this.admin.delete({ ...cluster, group: '', plural: 'namespaces', kind: 'Namespace' }, { name: this.namespace }),
    ]);
    await this.#transport.close();
  }

  async #grant(): Promise<void> {
    const { namespace, name } = this;
    const metadata = { namespace, name };
    const make = (resource: Resource<KubeObject>, object: object): Promise<KubeObject> => this.admin.create(resource, object);
    const reference = (kind: string): object => ({
      metadata, roleRef: { apiGroup: rbac, kind, name }, subjects: [{ kind: 'ServiceAccount', namespace, name }],
    });
    await Promise.all([
      make(resources.account, { metadata }),
      make(resources.role, {
        metadata,
        rules: [
          { apiGroups: [''], resources: ['secrets'], resourceNames: [secretName], verbs: ['get', 'list', 'watch', 'update'] },
          { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        ],
      }),
      make(resources.clusterRole, {
        metadata: { name },
        rules: [{
          apiGroups: [admission], resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
          resourceNames: [name], verbs: ['get', 'list', 'watch', 'patch'],
        }],
      }),
      make(resources.roleBinding, reference('Role')),
      make(resources.clusterRoleBinding, { ...reference('ClusterRole'), metadata: { name } }),
    ]);
    const answer = await this.#transport.request({
      method: 'POST', path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    });
    this.#token = (answer as { status: { token: string } }).status.token;
  }
}
