import { exitCodes } from '../errors/failure.ts';
import { takeInterrupts, takeTermination } from '../errors/signals.ts';

/** What Ctrl-C and SIGTERM do to a command that has a run to look after. Those that come before there is one are made up for. */
export class Signals {
  /** 130 or 143 as soon as there was a signal. */
  exitCode: number | undefined;
  readonly #release: readonly (() => void)[];
  #count = 0;
  #handlers: readonly [() => void, () => void] | undefined;

  constructor() {
    this.#release = [
      takeInterrupts(() => this.#take(exitCodes.interrupted)),
      takeTermination(() => this.#take(exitCodes.terminated)),
    ];
  }

  /** The first signal of all calls `first`, every further one `second`. */
  handle(first: () => void, second: () => void): void {
    const missed = this.#handlers === undefined ? this.#count : 0;
    this.#handlers = [first, second];
    for (let count = 1; count <= missed; count += 1) this.#call(count);
  }

  /** Gives the signals back to whoever had them. */
  release(): void {
    for (const release of this.#release) release();
  }

  #take(exitCode: number): void {
    this.exitCode = exitCode;
    this.#count += 1;
    this.#call(this.#count);
  }

  #call(count: number): void {
    this.#handlers?.[count === 1 ? 0 : 1]();
  }
}
