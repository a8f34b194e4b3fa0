import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { defined } from '../jobs/common/pod.ts';
import { isActive, isEnded } from '../observe/state.ts';
import { verdictOf } from '../plan/verdict.ts';
import { hasReached, isFinal } from '../status/next.ts';
import type { Streams } from '../collector/streams.ts';
import type { Sources } from '../watch/sources.ts';
import type { K6Build, World } from '../world.ts';
import { gatherChildren, type Children } from './children.ts';
import { initializerLog } from './initializer.ts';
import { liveOf } from './live.ts';
import { scriptFault } from './script.ts';
import { summaryState } from './summary.ts';

export interface GatherFrom {
  sources: Sources;
  client: Client;
  /** Milliseconds since the epoch. */
  now: number;
  signal: AbortSignal;
  /** True where this run's logs could not be collected and no more tries are made. */
  summaryGivenUp: boolean;
  /** What was heard of runs that are on; absent where this installation collects nothing. */
  streams?: Streams;
  /** What earlier runs told of an image's k6. */
  k6Of: (image: string) => K6Build | undefined;
}

/** Does all the reads of one pass; what it returns is plain data. `run` has its defaults filled in. */
export async function gatherWorld(run: Run, from: GatherFrom): Promise<World> {
  const total = run.status?.runners?.total ?? parallelism(run);
  const children = isFinal(run.status ?? {}) ? none : await gatherChildren(run, total, from);
  return {
    run,
    total,
    ...children,
    ...defined(await beforeStart(run, children, from)),
    ...defined({ live: liveOf(run, from.streams, from.now) }),
    ...(isOver(run, children) ? await summaryState(run, from) : { summary: 'absent' }),
  };
}

/** What the way to the start has to know beside the children. */
async function beforeStart(run: Run, children: Children, { client, signal, k6Of }: GatherFrom): Promise<{ [K in 'scriptFault' | 'initializerLog' | 'k6']: World[K] | undefined }> {
  return {
    scriptFault: needsScript(run, children) ? await scriptFault(run, client, signal) : undefined,
    initializerLog: needsLog(run) ? await initializerLog(run, children.initializer, client, signal) : undefined,
    k6: k6Of(run.spec.runner?.image ?? ''),
  };
}

const absent = { phase: 'absent' } as const;
const none: Children = {
  runners: [], initializer: absent, starter: absent, stopper: absent, teardown: absent, summarizer: absent, foreign: [],
};

/** A number that admission would have refused must not become the length of a list. */
function parallelism({ spec }: Run): number {
  const wanted = spec.parallelism ?? 1;
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= 10_000 ? wanted : 1;
}

/** The script is looked for until the first child that mounts it is made. */
function needsScript(run: Run, { runners, initializer }: Children): boolean {
  return !hasReached(run.status ?? {}, 'initialized') && initializer.phase === 'absent' && runners.every(({ phase }) => phase === 'absent');
}

/** The initializer's log is read until what it says is on record. */
function needsLog({ status = {} }: Run): boolean {
  return status.script === undefined && !hasReached(status, 'created');
}

/** The logs are wanted once something ended and nothing is left that could still write to one, or once they are being collected without that. */
function isOver(run: Run, { runners }: Children): boolean {
  if (run.status?.stage === 'stopped') return true;
  const ending = verdictOf(run.status ?? {}) !== undefined || runners.some(isEnded);
  return ending && !runners.some(isActive);
}
