/** One line for the person who waits. It goes to stderr, so that stdout stays for results. */
export function progress(line: string): void {
  process.stderr.write(`cluster: ${line}\n`);
}

export function seconds(milliseconds: number): string {
  return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds / 1000)} s`;
}

/** What is going on, the innermost last: only that one gives signs of life. */
const running: string[] = [];

/** Runs `work`, printing `what` at once, a sign of life every 10 s and how long it took. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const elapsed = (): string => seconds(performance.now() - start);
  progress(`${what} …`);
  running.push(what);
  const timer = setInterval(() => {
    if (running.at(-1) === what) progress(`${what}: ${elapsed()} so far`);
  }, 10_000);
  try {
    const result = await work();
    progress(`${what}: took ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
    running.splice(running.lastIndexOf(what), 1);
  }
}
