import type { Run } from '../../api/run.ts';
import { sleep } from '../../kube/clock.ts';
import { isKubeError, type KubeError } from '../../kube/errors.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import { isOver, outcomeExitCode } from '../view/verdict.ts';
import { type Context, make, notRun, ownRun, type Task } from './make.ts';
import { persist } from './persist.ts';
import { outcomeLines, progressLine } from './report.ts';
import { RunWatch } from './watch.ts';

/**
 * Makes the run anew, waits for its end and tells how it went.
 * @returns 0 when it passed, else k6's own code; 6 when it could not run, 143 when the pod was told to end
 * @throws Failure; KubeError
 */
export async function carryOut(task: Task): Promise<number> {
  const { config, manifest, print, signal } = task;
  const finished = new AbortController();
  let lastError: KubeError | undefined;
  const onError = (error: KubeError): void => {
    lastError = error;
    print(`the API server cannot be followed: ${error.message}`);
  };
  const watch = new RunWatch(task.client, task.resource, { namespace: config.namespace, name: manifest.metadata.name, signal: finished.signal, onError });
  try {
    const waited = sleep(config.connectSeconds * 1000, AbortSignal.any([signal, finished.signal]));
    const reached = await Promise.race([watch.synced.then(() => true), waited.then(() => false)]);
    if (!reached && signal.aborted) return exitCodes.terminated;
    if (!reached) throw lastError ?? new Failure(`the API server did not answer within ${config.connectSeconds} s`);
    return await follow({ ...task, watch });
  } finally {
    finished.abort();
  }
}

async function follow(context: Context): Promise<number> {
  const { signal, config, print } = context;
  const run = ownRun(context) ?? await make(context);
  if (run === undefined) return exitCodes.terminated;
  const { uid } = run.metadata;
  const name = `${run.kind} ${config.namespace}/${run.metadata.name}`;
  await pickedUp(context, name, uid);
  let seen = await ended(context, uid, signal);
  if (signal.aborted && seen === undefined) {
    print(`told to end: stopping ${name}`);
    await stop(context, run);
    seen = await ended(context, uid);
    if (seen === undefined) print(`${name} is still stopping after ${config.stopSeconds} s`);
  }
  return outcome(context, name, seen);
}

async function pickedUp({ watch, config, signal }: Context, name: string, uid: string): Promise<void> {
  const picked = await watch.until(() => watch.last(uid)?.status?.stage !== undefined || watch.isGone(uid) || undefined, { seconds: config.pickupSeconds, signal });
  if (picked !== undefined || signal.aborted) return;
  throw notRun(`no operator took ${name} up within ${config.pickupSeconds} s`, 'kubectl k6 doctor says whether one is running and looks after this namespace');
}

async function stop({ client, resource, config, signal, print }: Context, run: Run): Promise<void> {
  const ref = { namespace: config.namespace, name: run.metadata.name };
  try {
    await persist(() => client.patch(resource, ref, { metadata: { uid: run.metadata.uid }, spec: { stop: true } }), { signal, onError: ({ message }) => print(message) });
  } catch (error) {
    if (!isKubeError(error, 'NotFound', 'Conflict')) throw error;
  }
}

/** Follows the run to its end; undefined when time or signal ended the waiting. */
async function ended({ watch, config, print }: Context, uid: string, signal?: AbortSignal): Promise<Run | 'gone' | undefined> {
  let line = '';
  return watch.until(() => {
    const run = watch.last(uid);
    if (run === undefined) return undefined;
    if (progressLine(run) !== line) print(line = progressLine(run));
    if (isOver(run)) return run;
    return watch.isGone(uid) ? 'gone' : undefined;
  }, signal === undefined ? { seconds: config.stopSeconds } : { signal });
}

function outcome({ signal, print }: Context, name: string, seen: Run | 'gone' | undefined): number {
  if (seen === undefined) return exitCodes.terminated;
  if (seen === 'gone') throw notRun(`${name} was deleted before it ended`);
  for (const line of outcomeLines(seen)) print(line);
  if (signal.aborted) return exitCodes.terminated;
  return outcomeExitCode(seen);
}
