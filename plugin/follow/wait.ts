import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { timerMilliseconds } from '../duration.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import type { RunObjects } from '../view/children.ts';
import { reference } from '../view/rows.ts';
import { span } from '../view/time.ts';
import { verdictOf } from '../view/verdict.ts';
import { followRun } from './watch.ts';

export interface WaitOptions {
  /** Seconds; none when missing. */
  timeout?: number | undefined;
  children?: boolean;
  onChange?: (objects: RunObjects) => void;
  warn: (line: string) => void;
}

/**
 * The run as it is at its end.
 * @throws Failure timeout when it takes longer; notFound when it is deleted meanwhile
 */
export async function waitForRun(client: Client, run: Run, options: WaitOptions): Promise<Run> {
  const { timeout, children, onChange, warn } = options;
  const abort = new AbortController();
  const timer = timeout === undefined ? undefined : setTimeout(() => abort.abort(), timerMilliseconds(timeout));
  let told: string | undefined;
  try {
    const { end, run: last } = await followRun(client, run, {
      signal: abort.signal, children, onChange,
      onTrouble: (error) => {
        const { message, kind } = error;
        // What will not pass by itself.
        if (kind === 'Forbidden' || kind === 'Unauthorized') abort.abort(error);
        else if (message !== told) warn(`still trying: ${message}`);
        told = message;
      },
    });
    if (end === 'over') return last;
    if (end === 'deleted') throw new Failure(`the run ${last.metadata.name} was deleted`, { exitCode: exitCodes.notFound });
    if (isKubeError(abort.signal.reason)) throw abort.signal.reason;
    throw new Failure(`the run ${last.metadata.name} is not over after ${span((timeout ?? 0) * 1000)}: ${verdictOf(last).word}`, {
      exitCode: exitCodes.timeout, hint: `it goes on; wait longer with --timeout, or end it with: kubectl k6 stop ${reference(last)} -n ${last.metadata.namespace}`,
    });
  } finally {
    clearTimeout(timer);
  }
}
