import { performance } from 'node:perf_hooks';

/** Writes that may follow each other at once, and how many a second after that: enough for any rotation, and the end of a fight with another writer. */
const burst = 300;
const perSecond = 1;

/** A wait that ends when something happens, and a limit on how often something is done about it. */
export class Loop {
  readonly #signal: AbortSignal;
  #happened = false;
  #resume: (() => void) | undefined;
  #tokens = burst;
  #counted = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** Something happened: the wait that is under way, or else the next one, ends. */
  wake(): void {
    this.#happened = true;
    this.#resume?.();
  }

  /** Waits `ms`, or until something happens. */
  async wait(ms: number): Promise<void> {
    if (!this.#happened && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#resume = undefined;
    }
    this.#happened = false;
  }

  /** Counts a write. */
  count(): void {
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#counted) / 1000) * perSecond) - 1;
    this.#counted = now;
  }

  /** ms until the next write may be. */
  overdrawn(): number {
    return Math.max(0, -this.#tokens / perSecond) * 1000;
  }
}
