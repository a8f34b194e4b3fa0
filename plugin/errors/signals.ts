import { exitCodes } from './failure.ts';

let interrupted = (): void => process.exit(exitCodes.interrupted);

/** Ends the process with 130 or 143 when it is told to end, as shells number it. */
export function exitOnSignals(): void {
  process.on('SIGINT', () => interrupted());
  process.on('SIGTERM', () => process.exit(exitCodes.terminated));
}

/** Takes Ctrl-C over until the returned function is called. */
export function takeInterrupts(handler: () => void): () => void {
  const before = interrupted;
  interrupted = handler;
  return () => {
    interrupted = before;
  };
}
