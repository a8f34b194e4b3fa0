import { takeOver } from '../errors/signals.ts';

/**
 * What Ctrl-C, SIGTERM, a closed terminal and a reader that is gone do to a command that has a run to look after. Those that come before there
 * is one are made up for.
 */
export class Signals {
  /** That of the last one, as soon as there was one. */
  exitCode: number | undefined;
  readonly #release: readonly (() => void)[];
  #count = 0;
  #missed: (0 | 1)[] = [];
  #handlers: readonly [() => void, () => void] | undefined;

  constructor() {
    this.#release = [
      ...(['SIGINT', 'SIGTERM'] as const).map((signal) => takeOver(signal, (exitCode) => this.#take(exitCode, this.#count === 0 ? 0 : 1))),
      // Nobody is there any more to follow the run.
      ...(['SIGHUP', 'EPIPE'] as const).map((ending) => takeOver(ending, (exitCode) => this.#take(exitCode, 1))),
    ];
  }

  /** The first Ctrl-C or SIGTERM calls `first`; every further one, and whatever takes the user away, calls `second`. */
  handle(first: () => void, second: () => void): void {
    this.#handlers = [first, second];
    for (const which of this.#missed.splice(0)) this.#handlers[which]();
  }

  /** Gives the signals back to whoever had them. */
  release(): void {
    for (const release of this.#release) release();
  }

  #take(exitCode: number, which: 0 | 1): void {
    this.exitCode = exitCode;
    this.#count += 1;
    if (this.#handlers === undefined) this.#missed.push(which);
    else this.#handlers[which]();
  }
}
