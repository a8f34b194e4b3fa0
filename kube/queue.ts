import { systemClock, type Clock } from './clock.ts';

export interface QueueOptions {
  /** First delay of addRateLimited, ms; doubled with each further failure of the key. Default 5. */
  baseDelayMs?: number;
  /** Default 1,000,000, as client-go's: a key that always fails is tried about every 17 minutes. */
  maxDelayMs?: number;
}

/**
 * Keys of work to do. A key is in it once however often it was added; it is never with two workers at once; what is added while it is
 * being worked on comes back once `done` is called. These are the rules of client-go's workqueue.
 */
export class KeyedQueue {
  readonly #clock: Clock;
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #ready: string[] = [];
  /** Added and not yet handed out. */
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #pending = new Map<string, { at: number; timer: unknown }>();
  readonly #failures = new Map<string, number>();
  readonly #waiters = new Set<() => void>();
  #closed = false;

  constructor(clock: Clock = systemClock, options: QueueOptions = {}) {
    this.#clock = clock;
    this.#baseDelayMs = options.baseDelayMs ?? 5;
    this.#maxDelayMs = options.maxDelayMs ?? 1_000_000;
  }

  /** Keys that wait for a worker; not those that wait for their time. */
  get length(): number {
    return this.#ready.length;
  }

  add(key: string): void {
    if (this.#closed || this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (!this.#processing.has(key)) this.#offer(key);
  }

  /** Adds the key in `ms`. Of two pending times for one key the earlier counts. */
  addAfter(key: string, ms: number): void {
    if (this.#closed) return;
    const at = this.#clock.now() + ms;
    const pending = this.#pending.get(key);
    if (pending !== undefined && pending.at <= at) return;
    if (pending !== undefined) this.#clock.clearTimeout(pending.timer);
    this.#pending.delete(key);
    if (ms <= 0) {
      this.add(key);
      return;
    }
    const timer = this.#clock.setTimeout(() => {
      this.#pending.delete(key);
      this.add(key);
    }, ms);
    this.#pending.set(key, { at, timer });
  }

  /** Adds the key after a delay that doubles each time, until `forget`. */
  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(this.#maxDelayMs, this.#baseDelayMs * 2 ** failures));
  }

  /** The key succeeded (or is gone): its next failure waits the first delay again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** The next key, for which `done` must be called; undefined once the queue is closed or the signal aborted. */
  async next(signal: AbortSignal): Promise<string | undefined> {
    for (;;) {
      if (this.#closed || signal.aborted) {
        // This worker may have been woken for a key in the very moment it was called off.
        if (this.#ready.length > 0) this.#wakeOne();
        return undefined;
      }
      const key = this.#ready.shift();
      if (key !== undefined) {
        this.#dirty.delete(key);
        this.#processing.add(key);
        return key;
      }
      await this.#wait(signal);
    }
  }

  /** The worker is through with the key, whatever came of it. */
  done(key: string): void {
    this.#processing.delete(key);
    if (this.#dirty.has(key) && !this.#closed) this.#offer(key);
  }

  /** Drops what waits and lets every `next` return; work under way is not touched. */
  close(): void {
    this.#closed = true;
    for (const { timer } of this.#pending.values()) this.#clock.clearTimeout(timer);
    this.#pending.clear();
    this.#ready.length = 0;
    this.#dirty.clear();
    for (const wake of this.#waiters) wake();
  }

  #offer(key: string): void {
    this.#ready.push(key);
    this.#wakeOne();
  }

  #wakeOne(): void {
    const [wake] = this.#waiters;
    wake?.();
  }

  async #wait(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiters.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiters.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
