import { Backoff } from '../../kube/backoff.ts';
import { sleep } from '../../kube/clock.ts';
import { startDeadline } from '../../kube/deadline.ts';
import { isKubeError } from '../../kube/errors.ts';
import { secrets } from '../../kube/resources.ts';
import { Announcer } from './announcer.ts';
import { bundlePatch, readConfiguration } from './configuration.ts';
import { decide, differs, type Decision } from './decide.ts';
import { issueMaterial } from './issue.ts';
import { Loop } from './loop.ts';
import { nothing, remember, unsettled, type Memory } from './memory.ts';
import { Objects, shownConfigurations, viewOf, type Snapshot } from './objects.ts';
import type { Recipe } from './rules.ts';
import { writeSecret } from './secret.ts';
import type { Clocks, Root, Settings, View } from './state.ts';
import { judgeTrust } from './trust.ts';
import type { CertificateOptions, Trust } from './types.ts';
import { canonicalName } from './x509.ts';

/** For all calls of one step together, ms. */
const deadlineMs = 10_000;
/** What is not pressing waits up to this long, another time in each process: who comes first does it, and the others need make no keys. ms. */
const stagger = 200;
/** After a step: the watches tell of it. ms. */
const settle = 10;
/** Failures of this many steps in a row are the usual race between replicas. */
const quietRaces = 5;

const systemClocks = (): Clocks => ({ wall: Date.now(), steady: performance.now() });

/**
 * Keeps Secret, leaf and caBundles right until the signal aborts; never rejects for anything that can pass.
 * @param clocks what the time is; asked at every look
 */
export async function keepCertificates(options: CertificateOptions, clocks: () => Clocks = systemClocks): Promise<void> {
  await new Keeper(options, clocks).run();
}

class Keeper {
  readonly #options: CertificateOptions;
  readonly #clocks: () => Clocks;
  readonly #settings: Settings;
  readonly #loop: Loop;
  readonly #announcer: Announcer;
  readonly #objects: Objects;
  readonly #backoff = new Backoff({ initialMs: 20, maxMs: 30_000, jitter: 1 });
  #failures = 0;
  #memory: Memory = nothing;

  constructor(options: CertificateOptions, clocks: () => Clocks) {
    const { signal, log, times, names } = options;
    this.#options = options;
    this.#clocks = clocks;
    this.#settings = { times, names: names.map(canonicalName), jitter: Math.random() };
    this.#loop = new Loop(signal);
    this.#announcer = new Announcer(options);
    const onError = (error: Error): void => log.warn({ cause: error.message }, 'what the certificates depend on cannot be watched; it is tried again');
    this.#objects = new Objects({ ...options, watching: { signal, onError, onChange: () => this.#loop.wake() } });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      await this.#loop.wait(await this.#turn());
    }
    await this.#objects.done;
  }

  /** One look and what it asks for. ms until the next. */
  async #turn(): Promise<number> {
    if (!this.#objects.synced) {
      this.#announcer.trust({ ready: false, reason: 'the API server has not yet answered about the Secret and the webhook configurations' });
      return 1000;
    }
    const { write, publish, again } = this.#look(this.#objects.get());
    if (write === undefined && publish === undefined) return again;
    if (write?.first === false) await sleep(Math.random() * Math.min(stagger, this.#settings.times.propagation * 1000), this.#options.signal);
    try {
      await this.#step();
      this.#failures = 0;
      this.#backoff.reset();
      return settle;
    } catch (error) {
      this.#report(error);
      return this.#backoff.next();
    }
  }

  /** Takes in what there is, serves and tells accordingly, and says what is to be done. */
  #look(snapshot: Snapshot): Decision {
    const view = viewOf(snapshot, this.#options.configurations.mutating);
    const clocks = this.#clocks();
    this.#memory = remember(this.#memory, view, clocks, this.#settings);
    if (this.#memory.served !== undefined) this.#announcer.serve(this.#memory.served.leaf);
    this.#announcer.trust(this.#trust(view, clocks));
    return decide({ view, memory: this.#memory, clocks, settings: this.#settings });
  }

  #trust(view: View, clocks: Clocks): Trust {
    const { names, times } = this.#settings;
    const configurations = shownConfigurations(view, this.#options.configurations);
    const trust = judgeTrust({ pair: this.#announcer.pair, names, configurations, now: clocks.wall });
    if (!trust.ready || !unsettled(this.#memory, clocks, times.propagation)) return trust;
    return { ...trust, ready: false, reason: 'the caBundles have only just got the CA of the served certificate' };
  }

  /** Watches may be behind: whatever is written is decided on what there is now. */
  async #step(): Promise<void> {
    const { signal } = this.#options;
    const deadline = startDeadline('certificates', deadlineMs, signal);
    try {
      const snapshot = await this.#objects.read(deadline.signal);
      const { write, publish } = this.#look(snapshot);
      const failure = write && await this.#write(write, snapshot, deadline.signal).then(() => undefined, (error: unknown) => ({ error }));
      // What the caBundles lack is not kept from them by a Secret that cannot be written.
      if (publish !== undefined) await this.#publish(publish, snapshot, deadline.signal);
      if (failure !== undefined) throw failure.error;
    } finally {
      deadline.clear();
    }
    // Somebody may write the same objects for ever.
    await sleep(this.#loop.overdrawn(), signal);
  }

  async #write(recipe: Recipe, { secret, mutating }: Snapshot, signal: AbortSignal): Promise<void> {
    const { client, namespace, secret: name, times, log } = this.#options;
    const { wall } = this.#clocks();
    const material = await issueMaterial(recipe, times, wall);
    const owner = { name: mutating?.metadata?.name ?? '', uid: mutating?.metadata?.uid ?? '' };
    const object = writeSecret(secret, material, { namespace, name, owner, answered: recipe.answered });
    const written = secret === undefined ? await client.create(secrets, object, { signal }) : await client.replace(secrets, object, { signal });
    this.#objects.secret.take(written);
    this.#loop.count();
    log.info({ why: recipe.why, until: new Date(material.leaf.notAfter).toISOString() }, 'the certificates\' Secret was written');
  }

  async #publish(roots: Root[], snapshot: Snapshot, signal: AbortSignal): Promise<void> {
    const { client, log } = this.#options;
    const found = { MutatingWebhookConfiguration: snapshot.mutating, ValidatingWebhookConfiguration: snapshot.validating };
    for (const { resource, watched } of this.#objects.configurations.all) {
      const configuration = found[resource.kind as keyof typeof found];
      if (configuration === undefined || !differs(readConfiguration(configuration), roots)) continue;
      const name = configuration.metadata?.name ?? '';
      watched.take(await client.patch(resource, { name }, bundlePatch(configuration, roots), { type: 'json', signal }));
      this.#loop.count();
      log.info({ configuration: name, kind: resource.kind, authorities: roots.length }, 'the caBundle was written');
    }
  }

  #report(error: unknown): void {
    const { signal, log } = this.#options;
    if (signal.aborted) return;
    this.#failures += 1;
    // The test in a patch fails with Invalid.
    const race = isKubeError(error, 'Conflict', 'AlreadyExists', 'NotFound', 'Invalid');
    const level = race && this.#failures < quietRaces ? 'debug' : 'warn';
    log[level]({ cause: (error as Error).message }, 'the certificates could not be brought up to date; it is tried again');
  }
}
