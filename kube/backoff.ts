export interface BackoffOptions {
  /** First delay, ms. */
  initialMs: number;
  maxMs: number;
  /** Every delay is multiplied by a random factor from 1 to 1 + jitter, so that clients that failed together do not return together. */
  jitter: number;
  random?: () => number;
}

/** Exponential delays: initial, ×2, ×4 … max. */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** The delay before the next attempt, ms. */
  next(): number {
    const { initialMs, maxMs, jitter, random = Math.random } = this.#options;
    const delay = Math.min(maxMs, initialMs * 2 ** this.#failures);
    this.#failures += 1;
    return Math.min(maxMs, delay * (1 + jitter * random()));
  }

  reset(): void {
    this.#failures = 0;
  }
}
