/** What a gate waits for. */
interface Filling {
  synced: Promise<unknown>;
}

/**
 * Holds back the keys of one namespace until all that is watched in it was seen: a pass that knew a run and not yet its Jobs would make them again.
 * Each namespace has its own, so that one without rights, say because it was deleted, keeps no other waiting.
 */
export class Gate {
  /** Settles when the gate opens; rejects when the watching ended before. */
  readonly open: Promise<unknown>;
  /** Resolves when the API server was first seen to refuse the rights that it takes. */
  readonly refused: Promise<unknown>;
  readonly #filled = Promise.withResolvers<undefined>();
  readonly #refusal = Promise.withResolvers<undefined>();
  readonly #onKey: (key: string) => void;
  readonly #held = new Set<string>();
  #empty = 0;
  #isOpen = false;

  constructor(onKey: (key: string) => void) {
    this.#onKey = onKey;
    this.open = this.#filled.promise;
    this.refused = this.#refusal.promise;
    this.open.catch(() => undefined);
  }

  /** Keeps the gate shut until one more copy is filled; all have to be named before any can be. */
  guard<T extends Filling>(copy: T): T {
    this.#empty += 1;
    copy.synced.then(() => this.#fill(), (error: unknown) => this.#filled.reject(error));
    return copy;
  }

  tell(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.#isOpen) this.#onKey(key);
      else this.#held.add(key);
    }
  }

  refuse(): void {
    this.#refusal.resolve(undefined);
  }

  #fill(): void {
    this.#empty -= 1;
    if (this.#empty > 0) return;
    this.#isOpen = true;
    this.tell([...this.#held]);
    this.#held.clear();
    this.#filled.resolve(undefined);
  }
}

/**
 * Settles when work can begin: every gate is open or was refused, and one at least is open. Those that were refused open by themselves when the
 * rights are there.
 */
export async function passable(gates: readonly Gate[]): Promise<void> {
  await Promise.all(gates.map(({ open, refused }) => Promise.race([open, refused])));
  await Promise.any(gates.map(({ open }) => open));
}
