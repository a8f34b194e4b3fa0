import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { sleep } from '../../kube/clock.ts';
import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { resourceOf } from '../connect/findrun.ts';
import { timerMilliseconds } from '../duration.ts';
import { Pace } from '../follow/pace.ts';
import { followRun } from '../follow/watch.ts';
import type { Paint } from '../output/paint.ts';
import { numbersText, progressText, timed } from './progress.ts';
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
  /** Whether it was told to stop, and the API server has taken that; undefined where it has not answered. */
  stops: boolean | undefined;
}

/**
 * Follows a run to its end, with a line for whatever changes. The first Ctrl-C or SIGTERM stops the run gracefully and goes on following it,
 * the second lets go of it, as a closed terminal and a reader that is gone do at once. A third one does not even wait for the API server to take the stop.
 * @throws KubeError where the user may not watch runs
 */
export async function attend(client: Client, run: Run, options: AttendOptions): Promise<Attended> {
  const { progress, paint, signals, timeout } = options;
  const { line, numbers } = linesOf(options);
  const [quit, hurry] = [new AbortController(), new AbortController()];
  const quitBecause = (end: Attended['end'] | KubeError): void => quit.abort(end);
  const timer = timeout === undefined ? undefined : setTimeout(() => quitBecause('timeout'), timerMilliseconds(timeout));
  let stopping: Promise<boolean> | undefined;
  signals.handle(() => {
    stopping = stopGracefully(client, run, line);
  }, () => (quit.signal.aborted ? hurry.abort() : quitBecause('detached')));
  try {
    const seen = await followRun(client, run, {
      signal: quit.signal,
      onChange: ({ run: now }) => {
        if (!progress) return;
        line(progressText(now, paint));
        numbers(numbersText(now, paint));
      },
      onTrouble: (error) => (denied.has(error.kind) ? quitBecause(error) : line(`still trying: ${error.message}`)),
    });
    if (isKubeError(quit.signal.reason)) throw quit.signal.reason;
    // Who presses Ctrl-C twice in a row means the stop all the more.
    const stops = await withinTime(stopping, hurry);
    return { end: seen.end === 'aborted' ? quit.signal.reason as Attended['end'] : seen.end, run: seen.run, stops };
  } finally {
    clearTimeout(timer);
  }
}

/** What will not pass by itself. */
const denied: ReadonlySet<string> = new Set(['Forbidden', 'Unauthorized']);

/** Writes lines with their time, each only where it says something else than the one of its kind before, and numbers only now and then. */
function linesOf({ note }: AttendOptions): Record<'line' | 'numbers', (text: string) => void> {
  const begin = performance.now();
  const pace = new Pace();
  const write = (text: string): void => note(timed(performance.now() - begin, text));
  let [lastLine, lastNumbers] = ['', ''];
  return {
    line: (text) => {
      if (text !== lastLine) write(text);
      lastLine = text;
    },
    numbers: (text) => {
      if (text === '' || text === lastNumbers || !pace.due(performance.now())) return;
      write(text);
      lastNumbers = text;
    },
  };
}

/** How long the API server has to take the stop, where the command is to end: a busy one may take seconds. */
const stopMilliseconds = 10_000;

async function withinTime(stopping: Promise<boolean> | undefined, hurry: AbortController): Promise<boolean | undefined> {
  if (stopping === undefined) return false;
  try {
    return await Promise.race([stopping, sleep(stopMilliseconds, hurry.signal).then(() => undefined)]);
  } finally {
    // Ends the sleep.
    hurry.abort();
  }
}

async function stopGracefully(client: Client, run: Run, line: (text: string) => void): Promise<boolean> {
  line('stopping it gracefully; Ctrl-C once more leaves it alone');
  try {
    await client.patch(resourceOf(run), run.metadata, { spec: { stop: true } });
    return true;
  } catch (error) {
    if (!isKubeError(error, 'NotFound')) line(`not stopped: ${(error as Error).message}`);
    return false;
  }
}
