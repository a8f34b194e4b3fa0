import { createClient } from './client.ts';
import type { Input } from './input.ts';
import { watchRunners, type Watched } from './poll.ts';

/** The connections to all runners for one start or stop. */
export interface Session {
  readonly watched: Watched;
  /** The waiting is over: the input's timeout no longer ends anything. */
  readonly settle: () => void;
  readonly close: () => void;
}

/** Opens a session that gives up at the input's timeout, or when `signal` is aborted: the waiting ends and the connections are closed. */
export function openSession(input: Input, signal: AbortSignal): Session {
  const client = createClient(input.port);
  const waiting = new AbortController();
  const giveUp = (): void => {
    waiting.abort();
    client.close();
  };
  const deadline = setTimeout(giveUp, input.timeoutMilliseconds);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  const settle = (): void => clearTimeout(deadline);
  return {
    watched: watchRunners(client, input.targets, waiting.signal),
    settle,
    close: () => {
      settle();
      client.close();
    },
  };
}
