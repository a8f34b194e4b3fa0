import type { Logger } from 'pino';
import { withDefaults } from '../api/defaults.ts';
import type { Job } from '../api/kubernetes.ts';
import type { Run } from '../api/run.ts';
import type { RunStatus } from '../api/status.ts';
import type { Client } from '../kube/client.ts';
import type { EventRecorder } from '../kube/recorder.ts';
import { perform, type ActionFailure } from './act/perform.ts';
import type { Streams } from './collector/streams.ts';
import type { Memory } from './memory.ts';
import { gatherWorld } from './gather/world.ts';
import { plan } from './plan/plan.ts';
import { k6Build } from './plan/scriptfacts.ts';
import type { Plan } from './plan/types.ts';
import type { Settings } from './settings.ts';
import { eventsOf } from './status/events.ts';
import { withFailures } from './status/failures.ts';
import { isSame, writeStatus } from './status/write.ts';
import { parseKey } from './watch/keys.ts';
import type { Sources } from './watch/sources.ts';
import type { K6Build, World } from './world.ts';

export interface Deps {
  client: Client;
  sources: Sources;
  recorder: EventRecorder;
  memory: Memory;
  /** Absent where this installation collects no metrics. */
  streams?: Streams;
  settings: Settings;
  concurrency: number;
  log: Logger;
  /** Milliseconds since the epoch. */
  now: () => number;
  signal: AbortSignal;
}

/** A plan that wants to go on at once waits this long where one of its actions failed. */
const shortestRetryMilliseconds = 1000;

/** What became of a pass; the queue turns it into when the next one is. */
export type PassOutcome = { then: 'forget' } | { then: 'again'; milliseconds: number } | { then: 'retry'; atLatest?: number };

/** One pass over one run: gather, plan, act, one status write, and events only after that succeeded. */
export async function reconcile(key: string, deps: Deps): Promise<PassOutcome> {
  const stored = deps.memory.newest(deps.sources.run(parseKey(key)));
  if (!stored || stored.metadata.deletionTimestamp) return { then: 'forget' };
  const run = withDefaults(stored, { runner: deps.settings.runnerImage });
  const now = deps.now();
  const k6Of = (image: string): K6Build | undefined => deps.memory.k6Of(image);
  const world = await gatherWorld(run, { ...deps, now, k6Of, summaryGivenUp: deps.memory.hasGivenUp(stored.metadata.uid) });
  learnImage(world, deps);
  const decided = plan({ world, before: stored.status ?? {}, settings: deps.settings, now });
  const failures = await act(run, decided, deps);
  const status = withFailures(decided.status, failures, { now, generation: stored.metadata.generation ?? 0 });
  await tell(stored, status, deps);
  return outcome(decided, failures);
}

/** For runs of that image that do without an initializer. */
function learnImage({ run, initializerLog }: World, { memory }: Deps): void {
  const k6 = initializerLog === undefined ? undefined : k6Build(initializerLog);
  if (k6) memory.rememberK6(run.spec.initializer?.image ?? run.spec.runner?.image ?? '', k6);
}

async function act(run: Run, { actions }: Plan, deps: Deps): Promise<ActionFailure[]> {
  if (actions.length === 0) return [];
  const log = deps.log.child({ run: `${run.metadata.namespace}/${run.metadata.name}`, uid: run.metadata.uid });
  log.info({ actions: countByKind(actions) }, 'acting');
  const onCreated = (job: Job): void => deps.sources.remember(job, deps.now());
  const failures = await perform(run, actions, { ...deps, onCreated });
  for (const { action, reason, message, retry } of failures) {
    log.warn({ action: action.do, reason, message }, 'an action failed');
    if (action.do === 'collect-logs') deps.memory.countFailedCollection(run.metadata.uid, retry);
  }
  return failures;
}

async function tell(stored: Run, status: RunStatus, { client, memory, recorder, log, signal }: Deps): Promise<void> {
  const before = stored.status ?? {};
  if (isSame(before, status)) return;
  memory.remember(stored, await writeStatus(client, stored, status, signal));
  for (const event of eventsOf(before, status)) {
    log.info({ run: `${stored.metadata.namespace}/${stored.metadata.name}`, uid: stored.metadata.uid, ...event }, 'event');
    void recorder.record(stored, event);
  }
}

function outcome({ again }: Plan, failures: ActionFailure[]): PassOutcome {
  if (failures.some(({ retry }) => retry)) return { then: 'retry', ...(again === undefined ? {} : { atLatest: Math.max(again, shortestRetryMilliseconds) }) };
  return again === undefined ? { then: 'forget' } : { then: 'again', milliseconds: again };
}

function countByKind(actions: Plan['actions']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const action of actions) {
    const kind = action.do === 'create-job' ? `create ${action.role}` : action.do;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
