import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Announcer } from './announcer.ts';
import { Loop } from './loop.ts';
import { Configurations, shownConfigurations } from './objects.ts';
import { readConfiguration } from './configuration.ts';
import { judgeTrust } from './trust.ts';
import type { FollowOptions, Pair, Trust } from './types.ts';
import { fits, readCertificates } from './x509.ts';

/** A change of a file that the watch did not tell of, and a certificate that ends, are noticed within this time, ms. */
const intervalMs = 30_000;

/**
 * Serves what somebody else (cert-manager) keeps in `directory`, as tls.crt and tls.key, until the signal aborts; caBundles are only read.
 * A pair that does not fit together is not taken: one of its files may not be written yet. Never rejects.
 * @param wallClock ms since 1970
 */
export async function followFiles(options: FollowOptions, wallClock: () => number = Date.now): Promise<void> {
  const { signal, log, directory } = options;
  const loop = new Loop(signal);
  const announcer = new Announcer(options);
  const wake = (): void => loop.wake();
  const onError = (error: Error): void => log.warn({ cause: error.message }, 'the webhook configurations cannot be watched; it is tried again');
  const configurations = new Configurations({ ...options, watching: { signal, onError, onChange: wake } });
  const watcher = new Watcher(directory, wake);
  let told: string | undefined;
  while (!signal.aborted) {
    watcher.ensure();
    const { pair, fault } = await readPair(directory);
    if (pair !== undefined) announcer.serve(pair);
    if (fault !== told && fault !== undefined) log.warn({ cause: fault, directory }, 'the certificate files are not taken');
    told = fault;
    announcer.trust(trustOf(configurations, announcer.pair, options, wallClock()));
    await loop.wait(intervalMs);
  }
  watcher.close();
  await configurations.done;
}

/** Tells that something in a directory changed; of a mounted Secret the kubelet swaps the symbolic link `..data` there. */
class Watcher {
  readonly #directory: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;

  constructor(directory: string, onChange: () => void) {
    this.#directory = directory;
    this.#onChange = onChange;
  }

  /** Watches, if it does not already. Where that cannot be, the files are read at intervals all the same. */
  ensure(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(this.#directory, this.#onChange).on('error', () => this.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}

async function readPair(directory: string): Promise<{ pair?: Pair; fault?: string }> {
  try {
    const [cert, key] = await Promise.all(['tls.crt', 'tls.key'].map((name) => readFile(join(directory, name), 'utf8')));
    const [leaf] = readCertificates(cert ?? '');
    if (leaf === undefined) return { fault: 'tls.crt holds no certificate' };
    return fits(leaf, key ?? '') ? { pair: { cert: cert ?? '', key: key ?? '' } } : { fault: 'tls.key is not the key of tls.crt' };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function trustOf(configurations: Configurations, pair: Pair | undefined, { configurations: names }: FollowOptions, now: number): Trust {
  if (!configurations.synced) return { ready: false, reason: 'the API server has not yet answered about the webhook configurations' };
  const { mutating, validating } = configurations.get();
  const shown = { mutating: mutating && readConfiguration(mutating), validating: validating && readConfiguration(validating) };
  return judgeTrust({ pair, names: [], configurations: shownConfigurations(shown, names), now });
}
