import type { Job, Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import type { KubeError } from '../../kube/errors.ts';
import { startReflector } from '../../kube/reflector.ts';
import { jobs, pods } from '../../kube/resources.ts';
import { resourceOf } from '../connect/findrun.ts';
import type { RunObjects } from '../view/children.ts';
import { isOver } from '../view/verdict.ts';
import { childSelector } from './read.ts';

export interface FollowRunOptions {
  signal: AbortSignal;
  /** Told of every change, and of nothing twice. */
  onChange?: ((objects: RunObjects) => void) | undefined;
  /** Told when the API server cannot be reached; following goes on. */
  onTrouble?: ((error: KubeError) => void) | undefined;
  /** Whether to watch its Jobs and pods as well. Default false. */
  children?: boolean | undefined;
  /** Whether to follow it beyond its end, until it is deleted. Default false. */
  untilGone?: boolean | undefined;
}

/** How following a run ended. */
export type FollowEnd = { end: 'over'; run: Run } | { end: 'deleted'; run: Run } | { end: 'aborted'; run: Run };

/** Follows one run, by its UID, until it is over, deleted, or `signal` aborts; survives what the network and the server do to its watches. */
export async function followRun(client: Client, first: Run, options: FollowRunOptions): Promise<FollowEnd> {
  const { namespace, name, uid } = first.metadata;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const seen: { run: Run } = { run: first };
  const { promise, resolve } = Promise.withResolvers<FollowEnd>();
  const children = options.children === true
    ? { jobs: child(jobs), pods: child(pods) } : undefined;
  const show = (): void => {
    if (!signal.aborted) options.onChange?.({ run: seen.run, jobs: all<Job>(children?.jobs), pods: all<Pod>(children?.pods), events: [] });
  };
  const runs = startReflector(client, resourceOf(first), {
    namespace, fieldSelector: `metadata.name=${name}`, signal, onError: options.onTrouble,
    onChange: ({ type, object }) => {
      if (object.metadata.uid !== uid) return;
      seen.run = object;
      show();
      if (type === 'deleted') resolve({ end: 'deleted', run: object });
      else if (isOver(object) && options.untilGone !== true) resolve({ end: 'over', run: object });
    },
  });
  // A run that was deleted before the first list never appears in it.
  runs.synced.then(() => {
    if (runs.store.get(uid) === undefined) resolve({ end: 'deleted', run: seen.run });
  }, () => undefined);
  const onAbort = (): void => resolve({ end: 'aborted', run: seen.run });
  if (options.signal.aborted) onAbort();
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await promise;
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    stop.abort();
  }

  function child<T extends Job | Pod>(resource: Parameters<typeof startReflector<T>>[1]): ReturnType<typeof startReflector<T>> {
    return startReflector<T>(client, resource, { namespace, labelSelector: childSelector(first), signal, onChange: () => show() });
  }
}

function all<T extends Job | Pod>(reflector: ReturnType<typeof startReflector<T>> | undefined): T[] {
  return reflector === undefined ? [] : [...reflector.store.all()];
}
