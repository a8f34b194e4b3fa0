import type { Resource, Secret } from '../../kube/resources.ts';
import { mutatingWebhookConfigurations, secrets, validatingWebhookConfigurations } from '../../kube/resources.ts';
import { readConfiguration, type WebhookConfiguration } from './configuration.ts';
import { readSecret } from './secret.ts';
import type { View } from './state.ts';
import type { TrustQuestion } from './trust.ts';
import type { CertificateOptions } from './types.ts';
import { Watched, type WatchedOptions } from './watched.ts';

/** The objects as the API server sent them; undefined: not there. */
export interface Snapshot {
  secret: Secret | undefined;
  mutating: WebhookConfiguration | undefined;
  validating: WebhookConfiguration | undefined;
}

type Names = CertificateOptions['configurations'];
type Options = Pick<CertificateOptions, 'client' | 'configurations'> & { watching: WatchedOptions };

/** The two webhook configurations, watched. */
export class Configurations {
  readonly all: { resource: Resource<WebhookConfiguration>; watched: Watched<WebhookConfiguration> }[];
  readonly #mutating: Watched<WebhookConfiguration>;
  readonly #validating: Watched<WebhookConfiguration>;

  constructor({ client, configurations, watching }: Options) {
    this.#mutating = new Watched<WebhookConfiguration>(client, mutatingWebhookConfigurations, { name: configurations.mutating }, watching);
    this.#validating = new Watched<WebhookConfiguration>(client, validatingWebhookConfigurations, { name: configurations.validating }, watching);
    this.all = [
      { resource: mutatingWebhookConfigurations, watched: this.#mutating },
      { resource: validatingWebhookConfigurations, watched: this.#validating },
    ];
  }

  get synced(): boolean {
    return this.all.every(({ watched }) => watched.synced);
  }

  get done(): Promise<unknown> {
    return Promise.all(this.all.map(({ watched }) => watched.done));
  }

  get(): Omit<Snapshot, 'secret'> {
    return { mutating: this.#mutating.get(), validating: this.#validating.get() };
  }

  /** As they are now. @throws KubeError */
  async read(signal: AbortSignal): Promise<Omit<Snapshot, 'secret'>> {
    const [mutating, validating] = await Promise.all([this.#mutating.read(signal), this.#validating.read(signal)]);
    return { mutating, validating };
  }
}

/** The Secret and the configurations, watched. */
export class Objects {
  readonly configurations: Configurations;
  readonly secret: Watched<Secret>;

  constructor(options: Options & Pick<CertificateOptions, 'namespace' | 'secret'>) {
    this.configurations = new Configurations(options);
    this.secret = new Watched<Secret>(options.client, secrets, { namespace: options.namespace, name: options.secret }, options.watching);
  }

  get synced(): boolean {
    return this.configurations.synced && this.secret.synced;
  }

  get done(): Promise<unknown> {
    return Promise.all([this.configurations.done, this.secret.done]);
  }

  get(): Snapshot {
    return { ...this.configurations.get(), secret: this.secret.get() };
  }

  /**
   * As they are now. The Secret is read after the configurations: a patch that goes through, because a configuration is still the one that was
   * read, then cannot take out a CA that somebody published for a Secret which this process has not seen.
   * @throws KubeError
   */
  async read(signal: AbortSignal): Promise<Snapshot> {
    const configurations = await this.configurations.read(signal);
    return { ...configurations, secret: await this.secret.read(signal) };
  }
}

export function viewOf({ secret, mutating, validating }: Snapshot, owner: string): View {
  return {
    secret: secret && readSecret(secret, owner),
    mutating: mutating && readConfiguration(mutating),
    validating: validating && readConfiguration(validating),
  };
}

/** The part of a question about trust that the configurations answer. */
export function shownConfigurations({ mutating, validating }: Pick<View, 'mutating' | 'validating'>, names: Names): TrustQuestion['configurations'] {
  return [
    { kind: mutatingWebhookConfigurations.kind, name: names.mutating, configuration: mutating },
    { kind: validatingWebhookConfigurations.kind, name: names.validating, configuration: validating },
  ];
}
