import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { Failure } from '../errors/failure.ts';
import type { LogsOutput } from './request.ts';
import type { Source } from './source.ts';

/** The logs that could not be read to their end. */
export class Troubles {
  readonly #output: LogsOutput;
  readonly #errors: KubeError[] = [];

  constructor(output: LogsOutput) {
    this.#output = output;
  }

  /** @throws whatever is no fault of one log: the caller's abort, and faults of the program */
  add({ pod }: Source, error: unknown): void {
    if (!isKubeError(error) || error.kind === 'Aborted') throw error;
    if (error.kind === 'NotFound') {
      this.#output.note(`${pod} was deleted before its log could be read`);
      return;
    }
    // What holds for one holds for all of them; once is enough.
    if (error.kind !== 'Forbidden') this.#output.note(`warning: ${error.message}`);
    this.#errors.push(error);
  }

  /** @param logs how many there were. @throws the first error when a right is missing, else Failure, where there was any trouble */
  finish(logs: number): void {
    const [first] = this.#errors;
    if (first === undefined) return;
    if (first.kind === 'Forbidden' || logs === 1) throw first;
    throw new Failure(`${this.#errors.length} of ${logs} logs could not be read to the end`, { cause: first });
  }
}
