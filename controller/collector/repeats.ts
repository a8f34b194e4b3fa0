/** A request is repeated right after it failed; k6 sends one at a time, whatever its settings some. */
const mostRemembered = 32;

/** Knows a runner's last requests again. */
export class Repeats {
  readonly #keys = new Set<string>();

  /** False where the request was there before. */
  isNew(key: string): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    for (const oldest of this.#keys) {
      if (this.#keys.size <= mostRemembered) break;
      this.#keys.delete(oldest);
    }
    return true;
  }
}
