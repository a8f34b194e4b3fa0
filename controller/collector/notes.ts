/** So that no runner makes it grow. */
const mostNotes = 50;

/** What a person should know of a run's stream, each thing once. */
export class Notes {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    if (this.#counts.has(what) || this.#counts.size < mostNotes) this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  list(): string[] {
    return [...this.#counts].map(([what, count]) => (count === 1 ? what : `${what} (${count} times)`));
  }
}
