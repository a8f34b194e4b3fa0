import type { CoreEvent, Job } from '../../api/kubernetes.ts';
import { initializerName, runnerName, starterName, stopperName, summaryName, teardownName } from '../../api/names.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { events } from '../../kube/resources.ts';
import { observeChild, type ChildSnapshot } from '../observe/child.ts';
import { describeForeign, isOwnedBy } from '../observe/owner.ts';
import { isWaiting, type ChildState } from '../observe/state.ts';
import type { Sources } from '../watch/sources.ts';
import { confirmLosses } from './confirm.ts';

export interface Children {
  runners: ChildState[];
  initializer: ChildState;
  starter: ChildState;
  stopper: ChildState;
  summarizer: ChildState;
  teardown: ChildState;
  foreign: string[];
}

/** A cause that is told in events alone is asked for so often a pass; the first few stand for all. */
const eventsAsked = 3;

/** Until then a pod that has not started is nothing out of the ordinary. */
const patienceMilliseconds = 3000;

/** What can be seen of a run's children. Identity is the owner's UID: a Job of the right name and another owner is no child. */
export async function gatherChildren(run: Run, total: number, from: { sources: Sources; client: Client; now: number; signal: AbortSignal }): Promise<Children> {
  const { namespace, name } = run.metadata;
  const foreign: string[] = [];
  const snapshot = (child: string): ChildSnapshot => {
    const job = from.sources.job(namespace, child, from.now);
    const own = job !== undefined && isOwnedBy(job, run);
    if (job && !own) foreign.push(describeForeign(job));
    return { job: own ? job : undefined, pods: own ? from.sources.podsOf(job) : [], events: [] };
  };
  const helpers = [initializerName, starterName, stopperName, teardownName, summaryName].map((nameOf) => nameOf(name));
  const names = [...Array.from({ length: total }, (_, at) => runnerName(name, at + 1)), ...helpers];
  const snapshots = await confirmLosses(run, names, names.map(snapshot), from);
  const states = snapshots.map(observeChild);
  const isUnclear = (state: ChildState, at: number): boolean =>
    isWaiting(state) && state.reason === 'PodPending' && ageOf(snapshots[at]?.job, from.now) > patienceMilliseconds;
  const unclear = states.flatMap((state, at) => (isUnclear(state, at) ? [at] : [])).slice(0, eventsAsked);
  for (const at of unclear) {
    const asked = snapshots[at];
    if (asked) states[at] = observeChild({ ...asked, events: await eventsOf(asked, from) });
  }
  const absent: ChildState = { phase: 'absent' };
  const [initializer = absent, starter = absent, stopper = absent, teardown = absent, summarizer = absent] = states.splice(total);
  return { runners: states, initializer, starter, stopper, teardown, summarizer, foreign };
}

function ageOf(job: Job | undefined, now: number): number {
  return now - Date.parse(job?.metadata?.creationTimestamp ?? '');
}

async function eventsOf({ job, pods }: ChildSnapshot, { client, signal }: { client: Client; signal: AbortSignal }): Promise<CoreEvent[]> {
  const about = pods[0] ?? job;
  const fieldSelector = `involvedObject.uid=${about?.metadata?.uid ?? ''}`;
  return (await client.list(events, { namespace: job?.metadata?.namespace ?? '', fieldSelector, signal })).items;
}
