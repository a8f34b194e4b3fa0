import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { resourceOf } from '../connect/findrun.ts';
import { followRun } from '../follow/watch.ts';
import type { Paint } from '../output/paint.ts';
import { progressText, timed } from './progress.ts';
import type { Signals } from './signals.ts';

export interface AttendOptions {
  /** How long to wait for the end, seconds; for ever when missing. */
  timeout?: number | undefined;
  /** Gets progress and what the user must know; lines. */
  note: (line: string) => void;
  /** Whether there are lines of progress. */
  progress: boolean;
  paint: Paint;
  signals: Signals;
}

/** How attending a run came to an end, and its last known state. */
export interface Attended {
  end: 'over' | 'deleted' | 'timeout' | 'detached';
  run: Run;
}

/**
 * Follows a run to its end, with a line for whatever changes. The first Ctrl-C or SIGTERM stops the run gracefully and goes on following it,
 * the second lets go of it.
 * @throws KubeError where the user may not watch runs
 */
export async function attend(client: Client, run: Run, options: AttendOptions): Promise<Attended> {
  const { progress, paint, signals, timeout } = options;
  const line = linesOf(options);
  const quit = new AbortController();
  const quitBecause = (end: Attended['end'] | KubeError): void => quit.abort(end);
  const timer = timeout === undefined ? undefined : setTimeout(() => quitBecause('timeout'), timeout * 1000);
  signals.handle(() => void stopGracefully(client, run, line), () => quitBecause('detached'));
  try {
    const seen = await followRun(client, run, {
      signal: quit.signal,
      onChange: ({ run: now }) => progress && line(progressText(now, paint)),
      onTrouble: (error) => (denied.has(error.kind) ? quitBecause(error) : line(`still trying: ${error.message}`)),
    });
    if (seen.end !== 'aborted') return { end: seen.end, run: seen.run };
    if (isKubeError(quit.signal.reason)) throw quit.signal.reason;
    return { end: quit.signal.reason as Attended['end'], run: seen.run };
  } finally {
    clearTimeout(timer);
  }
}

/** What will not pass by itself. */
const denied: ReadonlySet<string> = new Set(['Forbidden', 'Unauthorized']);

/** Lines with their time, each only where it says something else than the one before. */
function linesOf({ note }: AttendOptions): (text: string) => void {
  const begin = performance.now();
  let last = '';
  return (text) => {
    if (text !== last) note(timed(performance.now() - begin, text));
    last = text;
  };
}

async function stopGracefully(client: Client, run: Run, line: (text: string) => void): Promise<void> {
  line('stopping it gracefully; Ctrl-C once more leaves it alone');
  try {
    await client.patch(resourceOf(run), run.metadata, { spec: { stop: true } });
  } catch (error) {
    if (!isKubeError(error, 'NotFound')) line(`not stopped: ${(error as Error).message}`);
  }
}
