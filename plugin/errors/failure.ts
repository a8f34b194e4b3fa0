/** What `kubectl k6` ends with; 97 to 110 are k6's own, passed through from the run. docs/plugin.md lists them for users. */
export const exitCodes = {
  error: 1, usage: 2, notFound: 3, timeout: 4, forbidden: 5, notRun: 6, hungUp: 129, interrupted: 130, pipeClosed: 141, terminated: 143,
} as const;

export interface FailureOptions {
  /** Default 1. */
  exitCode?: number | undefined;
  /** What to do about it. */
  hint?: string | undefined;
  cause?: unknown;
}

/** What a command ends with instead of its answer: one line on stderr (`error: message`, then `hint` on its own line), or one JSON object with -o json. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;
  readonly hint?: string;

  constructor(message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? exitCodes.error;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}
