import type { Writable } from 'node:stream';

/**
 * Writes to a stream, and where its reader is slower than the logs, such as a pager, resolves when that has caught up: what waits in a pipe
 * would else grow in memory without end. Undefined when there is nothing to wait for.
 */
export function patientWriter(stream: Writable): (text: string) => Promise<void> | undefined {
  let caughtUp: Promise<void> | undefined;
  return (text) => {
    if (stream.write(text)) return undefined;
    caughtUp ??= new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done).off('error', done);
        caughtUp = undefined;
        resolve();
      };
      // A reader that is gone never catches up.
      stream.on('drain', done).on('error', done);
    });
    return caughtUp;
  };
}
