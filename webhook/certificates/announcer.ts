import type { CertificateOptions, Pair, Trust } from './types.ts';

/** Tells of a pair and of trust when they change, and again as long as whoever is told fails. */
export class Announcer {
  /** What is served right now. */
  pair: Pair | undefined;
  #trust = '';
  readonly #options: Pick<CertificateOptions, 'onPair' | 'onTrust' | 'log'>;

  constructor(options: Pick<CertificateOptions, 'onPair' | 'onTrust' | 'log'>) {
    this.#options = options;
  }

  serve(pair: Pair): void {
    if (this.pair?.cert === pair.cert && this.pair.key === pair.key) return;
    this.#guarded('the certificate could not be put to use', () => {
      this.#options.onPair({ key: pair.key, cert: pair.cert });
      this.pair = pair;
    });
  }

  trust(trust: Trust): void {
    const said = JSON.stringify(trust);
    if (said === this.#trust) return;
    this.#guarded('readiness could not be told', () => {
      this.#options.onTrust(trust);
      this.#trust = said;
    });
  }

  #guarded(what: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      // The message alone: an error about a key may carry the key.
      this.#options.log.error({ cause: (error as Error).message }, what);
    }
  }
}
