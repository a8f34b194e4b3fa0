import type { Daemon } from './daemon.ts';

/** Polls `ready` every 50 ms. Throws when one of `daemons` ends first, or after `timeout` milliseconds, with the last reason. */
export async function waitUntil(what: string, ready: () => Promise<boolean>, options: { timeout: number; daemons?: readonly Daemon[] }): Promise<void> {
  const deadline = performance.now() + options.timeout;
  let death: string | undefined;
  for (const daemon of options.daemons ?? []) void daemon.ended.then((reason) => (death ??= `${daemon.name} ${reason}`));
  let last = 'not yet';
  for (;;) {
    if (death !== undefined) throw new Error(`${what}: ${death}`);
    try {
      if (await ready()) return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${options.timeout / 1000} s (${last})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
