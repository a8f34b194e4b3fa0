/** How often numbers that change all the time are told to a log, ms. */
const paceMs = 5000;

/** Keeps numbers that change all the time from filling a log: they are due once, and again when some seconds have passed. */
export class Pace {
  #last = -Infinity;

  /**
   * Whether numbers may be told now; if so, that counts as done.
   * @param now on the monotonic clock, ms
   */
  due(now: number): boolean {
    if (now - this.#last < paceMs) return false;
    this.told(now);
    return true;
  }

  /** They were told for another reason. */
  told(now: number): void {
    this.#last = now;
  }
}
