import { exitCodes } from './failure.ts';

/** What ends a process from outside: signals, and a reader of its output, such as `head`, that has enough. */
export type Ending = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'EPIPE';

const codes: Record<Ending, number> = {
  SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: exitCodes.hungUp, EPIPE: exitCodes.pipeClosed,
};

const handlers = new Map<Ending, (exitCode: number) => void>();

/** Ends the process with the code that a shell gives for it, unless a command has taken it over. */
function end(ending: Ending): void {
  const handler = handlers.get(ending) ?? ((code) => process.exit(code));
  handler(codes[ending]);
}

/** Ends the process with 129, 130 or 143 when it is told to end, as shells number it. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal));
}

/** Ends the process without a word when whoever reads its output is gone, and with one when an answer cannot be written. */
export function exitWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') end('EPIPE');
    else fail(`the answer cannot be written: ${error.message}`);
  });
  // Where a message cannot be written, that cannot be said either.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') end('EPIPE');
  });
}

function fail(message: string): never {
  process.stderr.write(`error: ${message}\n`);
  process.exit(exitCodes.error);
}

/**
 * Takes one of the endings over until the returned function is called.
 * @param handler gets the exit code that would have been; it may be called again and again
 */
export function takeOver(ending: Ending, handler: (exitCode: number) => void): () => void {
  const before = handlers.get(ending);
  handlers.set(ending, handler);
  return () => {
    if (before === undefined) handlers.delete(ending);
    else handlers.set(ending, before);
  };
}
