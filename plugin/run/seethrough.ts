import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { reference } from '../view/rows.ts';
import { resourceOf } from '../connect/findrun.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { isOver, outcomeExitCode } from '../view/verdict.ts';
import { attend, type Attended, type AttendOptions } from './attend.ts';
import { removeRun } from './launch.ts';
import { span } from '../view/time.ts';

export interface SeeThroughOptions extends AttendOptions {
  /** Whether the runners' logs are written meanwhile. */
  logs: boolean;
  /** Whether the run is deleted at its end. */
  rm: boolean;
  /** Called once when the run is over, with all that it made still there. */
  atEnd?: ((run: Run) => Promise<void>) | undefined;
  /** Gets the logs: whole lines; more only when the promise, where there is one, has resolved. */
  write: (text: string) => Promise<void> | undefined;
}

/** A run at its end, and what the command is to end with. */
export interface Outcome {
  run: Run;
  exitCode: number;
}

/**
 * Follows a run that was just created to its end, with its logs if wanted, and clears up after it.
 * @throws Failure where the end was not waited for or never came: timeout, second Ctrl-C, closed terminal, deleted; KubeError
 */
export async function seeThrough(client: Client, run: Run, options: SeeThroughOptions): Promise<Outcome> {
  const reading = new AbortController();
  const logs = options.logs ? readLogs(client, run, options, reading.signal) : undefined;
  // What goes wrong with the logs is told when the run is over.
  logs?.catch(() => undefined);
  const seen = await attend(client, run, options).catch((error: unknown) => {
    reading.abort();
    throw error;
  });
  const over = seen.end === 'over' || (seen.end === 'deleted' && isOver(seen.run));
  if (!over) reading.abort();
  options.signals.handle(() => reading.abort(), () => reading.abort());
  await logs?.catch((error: unknown) => isKubeError(error, 'Aborted') || options.note(`logs: ${(error as Error).message}`));
  if (!over) throw await unseen(client, seen, options);
  // The run's exit code is what was asked for, whether or not its summary can be read and the run be deleted.
  await options.atEnd?.(seen.run).catch((error: unknown) => options.note(`no summary: ${(error as Error).message}`));
  if (options.rm) await removeRun(client, run).catch((error: unknown) => options.note(`not deleted: ${(error as Error).message}`));
  return { run: seen.run, exitCode: exitCodeOf(seen.run, options) };
}

/** Stopped by Ctrl-C before k6 began, the run has no exit code of its own. */
function exitCodeOf(run: Run, { signals }: SeeThroughOptions): number {
  const stoppedEarly = run.status?.result === 'Stopped' && run.status.exitCode === undefined;
  return (stoppedEarly ? signals.exitCode : undefined) ?? outcomeExitCode(run);
}

async function readLogs(client: Client, run: Run, { write, note }: SeeThroughOptions, signal: AbortSignal): Promise<void> {
  const [{ followLogs }, { logsRequest }, { choosePaint }] = await Promise.all([
    import('../logs/follow.ts'), import('../logs/request.ts'), import('../logs/palette.ts'),
  ]);
  const request = logsRequest(run, {}, choosePaint('auto', process.stdout, process.env));
  await followLogs(client, request, { write, note }, signal);
}

async function unseen(client: Client, { end, run, stops }: Attended, { rm, timeout = 0, signals }: SeeThroughOptions): Promise<Failure> {
  const { metadata: { name, namespace } } = run;
  if (end === 'deleted') return new Failure(`the run ${name} was deleted before it was over`, { exitCode: exitCodes.notRun });
  const removed = rm && await removeLater(client, run);
  const goesOn = `it ${whatBecomes(stops)}${removed ? ', and is deleted at its end' : ''}: kubectl k6 status ${reference(run)} -w -n ${namespace}`;
  return end === 'timeout'
    ? new Failure(`the run ${name} is not over after ${span(timeout * 1000)}`, { exitCode: exitCodes.timeout, hint: goesOn })
    : new Failure(`left the run ${name} alone`, { exitCode: signals.exitCode ?? exitCodes.interrupted, hint: goesOn });
}

function whatBecomes(stops: boolean | undefined): string {
  if (stops === undefined) return 'may go on, as the API server did not answer in time that it takes the stop';
  return stops ? 'stops' : 'goes on';
}

/** Lets the operator delete the run at its end; a time to live may be set at any time. */
async function removeLater(client: Client, run: Run): Promise<boolean> {
  try {
    await client.patch(resourceOf(run), run.metadata, { spec: { ttlSecondsAfterFinished: 0 } });
    return true;
  } catch {
    return false;
  }
}
