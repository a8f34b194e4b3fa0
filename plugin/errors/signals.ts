import { exitCodes } from './failure.ts';

let interrupted = (): void => process.exit(exitCodes.interrupted);
let terminated = (): void => process.exit(exitCodes.terminated);

/** Ends the process with 130 or 143 when it is told to end, as shells number it. */
export function exitOnSignals(): void {
  process.on('SIGINT', () => interrupted());
  process.on('SIGTERM', () => terminated());
}

/** Takes Ctrl-C over until the returned function is called. */
export function takeInterrupts(handler: () => void): () => void {
  const before = interrupted;
  interrupted = handler;
  return () => {
    interrupted = before;
  };
}

/** Takes SIGTERM over until the returned function is called. */
export function takeTermination(handler: () => void): () => void {
  const before = terminated;
  terminated = handler;
  return () => {
    terminated = before;
  };
}

/** As of a process that SIGPIPE ended, which Node does not let happen. */
const pipeClosed = 141;

/** Ends the process without a word when whoever read its output has enough, such as `head`. */
export function exitWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(pipeClosed);
    throw error;
  });
}
