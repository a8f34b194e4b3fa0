import { labels } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError } from '../../kube/errors.ts';
import type { Resource } from '../../kube/resources.ts';
import { exitCodes, Failure } from '../errors/failure.ts';
import type { ScheduledConfig } from './config.ts';
import { isOwn, isUnderWay, scheduledRun } from './object.ts';
import { persist } from './persist.ts';
import type { RunWatch } from './watch.ts';

export interface Task {
  client: Client;
  resource: Resource<Run>;
  config: ScheduledConfig;
  manifest: Run;
  /** Aborts when the pod is told to end. */
  signal: AbortSignal;
  print: (line: string) => void;
}

export type Context = Task & { watch: RunWatch };

/** The run of this Job, made by a pod of it that was lost. */
export function ownRun({ watch, config, print }: Context): Run | undefined {
  const run = watch.current();
  if (run === undefined || run.metadata.deletionTimestamp !== undefined || !isOwn(run, config.jobUid)) return undefined;
  print(`going on with ${run.kind} ${config.namespace}/${run.metadata.name}, which an earlier pod of this Job made`);
  return run;
}

/** Undefined when the pod was told to end before there was anything to stop. */
export async function make(context: Context): Promise<Run | undefined> {
  const { client, resource, config, manifest, signal, print } = context;
  await clear(context);
  if (signal.aborted) return undefined;
  const object = scheduledRun(manifest, config);
  try {
    const run = await persist(() => client.create(resource, object), { signal, onError: ({ message }) => print(message) });
    print(`${run.kind} ${config.namespace}/${run.metadata.name} created`);
    return run;
  } catch (error) {
    // An attempt whose answer was lost may have made it.
    if (isKubeError(error, 'AlreadyExists')) return await madeByUs(context);
    throw error;
  }
}

async function madeByUs({ watch, config, manifest, signal }: Context): Promise<Run> {
  const run = await watch.until(() => {
    const current = watch.current();
    return current !== undefined && isOwn(current, config.jobUid) ? current : undefined;
  }, { seconds: 10, signal });
  if (run === undefined) throw notRun(`${manifest.kind} ${config.namespace}/${manifest.metadata.name} was made by somebody else at the same moment`);
  return run;
}

/** Takes the last run away, and waits until nothing is left of it: it is deleted in the foreground, so it goes after its Jobs and pods. */
async function clear({ client, resource, config, watch, signal, print }: Context): Promise<void> {
  const old = watch.current();
  if (old === undefined) return;
  const { name, uid } = old.metadata;
  const what = `${old.kind} ${config.namespace}/${name}`;
  if (isUnderWay(old)) {
    const hint = `wait for it, or end it with: kubectl k6 stop ${name} -n ${config.namespace}`;
    throw notRun(`the last ${what} is still under way (stage ${old.status?.stage ?? ''}); nothing was started`, hint);
  }
  print(`deleting the last ${what} and all it made`);
  const remove = (): Promise<void> => client.delete(resource, { namespace: config.namespace, name }, { uid, propagationPolicy: 'Foreground' });
  await persist(remove, { signal, onError: ({ message }) => print(message) });
  const gone = await watch.until(() => watch.isGone(uid) || undefined, { seconds: config.cleanupSeconds, signal });
  if (gone !== undefined || signal.aborted) return;
  const hint = `see what is left with: kubectl get jobs,pods -n ${config.namespace} -l ${labels.run}=${name}`;
  throw notRun(`the last ${what} is still being deleted after ${config.cleanupSeconds} s`, hint);
}

export function notRun(message: string, hint?: string): Failure {
  return new Failure(message, { exitCode: exitCodes.notRun, hint });
}
