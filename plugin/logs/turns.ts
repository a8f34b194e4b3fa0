import type { Turn } from '../../kube/logs.ts';

interface Held {
  /** When it was given, on the monotonic clock, ms. */
  since: number;
  cut: AbortController;
}

/**
 * At most so many log streams at once, and a turn for everyone: as long as somebody waits, a stream that has been open for a slice of time
 * gives way, the oldest first. What its log says meanwhile is read in its next turn.
 */
export class Turns {
  readonly #limit: number;
  readonly #sliceMs: number;
  readonly #held = new Set<Held>();
  readonly #waiting = new Set<(turn: Turn) => void>();
  #timer: NodeJS.Timeout | undefined;

  /** @param sliceMs Infinity: a stream is only given back by its holder */
  constructor(limit: number, sliceMs: number) {
    this.#limit = limit;
    this.#sliceMs = sliceMs;
  }

  /** Resolves when a stream may be opened, at once when `signal` aborts; never rejects. */
  take(signal: AbortSignal): Promise<Turn> {
    if (this.#held.size < this.#limit) return Promise.resolve(this.#hold());
    return new Promise((resolve) => {
      const give = (turn: Turn): void => {
        this.#waiting.delete(give);
        signal.removeEventListener('abort', onAbort);
        resolve(turn);
      };
      const onAbort = (): void => give({ signal, end: () => undefined });
      this.#waiting.add(give);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      this.#watch();
    });
  }

  #hold(): Turn {
    const held: Held = { since: performance.now(), cut: new AbortController() };
    this.#held.add(held);
    return { signal: held.cut.signal, end: () => this.#free(held) };
  }

  #free(held: Held): void {
    if (!this.#held.delete(held)) return;
    const [next] = this.#waiting;
    next?.(this.#hold());
    this.#watch();
  }

  /** Sets the clock for the oldest stream, where somebody waits for it. */
  #watch(): void {
    const [oldest] = this.#held;
    if (this.#timer !== undefined || this.#waiting.size === 0 || oldest === undefined || this.#sliceMs === Infinity) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting.size > 0 && this.#held.has(oldest)) this.#cut(oldest);
      this.#watch();
    }, Math.max(0, oldest.since + this.#sliceMs - performance.now()));
  }

  /** The turn is free at once: whoever holds it may be slow to notice. */
  #cut(held: Held): void {
    held.cut.abort();
    this.#free(held);
  }
}
