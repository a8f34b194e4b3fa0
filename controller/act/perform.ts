import pLimit from 'p-limit';
import type { Job } from '../../api/kubernetes.ts';
import type { Reason } from '../../api/reasons.ts';
import type { Run } from '../../api/run.ts';
import type { Client } from '../../kube/client.ts';
import { isKubeError, toKubeError, type KubeError } from '../../kube/errors.ts';
import { jobs, k6s, pods, testRuns } from '../../kube/resources.ts';
import type { Streams } from '../collector/streams.ts';
import { describeForeign, isOwnedBy } from '../observe/owner.ts';
import { refusal } from '../observe/waiting.ts';
import type { Action } from '../plan/types.ts';
import { collectLogs, keepHandled } from './collect.ts';

export interface Hands {
  client: Client;
  /** How many calls one run may have open at once. */
  concurrency: number;
  /** What was heard of runs that are on; absent where this installation collects nothing. */
  streams?: Streams;
  /** Milliseconds since the epoch. */
  now: () => number;
  signal: AbortSignal;
  onCreated: (job: Job) => void;
}

/** An action that did not work out. */
export interface ActionFailure {
  action: Action;
  reason: Reason;
  message: string;
  /** False where another try would get the same answer. */
  retry: boolean;
}

/** Performs actions side by side and holds no policy: it tells what failed and leaves what follows to the next pass. */
export async function perform(run: Run, actions: readonly Action[], hands: Hands): Promise<ActionFailure[]> {
  const limit = pLimit(hands.concurrency);
  const failures = await Promise.all(actions.map((action) => limit(() => attempt(run, action, hands))));
  return failures.filter((failure) => failure !== undefined);
}

async function attempt(run: Run, action: Action, hands: Hands): Promise<ActionFailure | undefined> {
  try {
    return await carryOut(run, action, hands);
  } catch (error) {
    const failure = toKubeError(action.do, error, 'Unknown');
    // Whoever called this off has no use for a report of it.
    if (failure.kind === 'Aborted') throw failure;
    return { action, reason: reasonOf(failure), message: failure.message, retry: failure.kind !== 'Invalid' };
  }
}

async function carryOut(run: Run, action: Action, hands: Hands): Promise<ActionFailure | undefined> {
  const { client, signal } = hands;
  const { namespace } = run.metadata;
  switch (action.do) {
    case 'create-job':
      return createJob(run, action, hands);
    case 'suspend-job':
      await gone(client.patch(jobs, { namespace, name: action.name }, { spec: { suspend: true } }, { signal }));
      return undefined;
    case 'terminate-pod':
      // One second is the shortest deadline there is; the UID keeps it from another pod of that name.
      await gone(client.patch(pods, { namespace, name: action.pod.name }, { metadata: { uid: action.pod.uid }, spec: { activeDeadlineSeconds: 1 } }, { signal }));
      return undefined;
    case 'collect-logs':
      await collectLogs(run, action, hands);
      return undefined;
    case 'keep-handled':
      await keepHandled(run, action, hands);
      return undefined;
    case 'delete-run':
      await client.delete(run.kind === 'K6' ? k6s : testRuns, { namespace, name: run.metadata.name }, { uid: run.metadata.uid, propagationPolicy: 'Background', signal });
      return undefined;
  }
}

/** A Job that exists already is ours if our run owns it: then an earlier try made it, and nothing is to be done. */
async function createJob(run: Run, action: Extract<Action, { do: 'create-job' }>, { client, signal, onCreated }: Hands): Promise<ActionFailure | undefined> {
  try {
    onCreated(await client.create(jobs, action.job, { signal }));
    return undefined;
  } catch (error) {
    if (!isKubeError(error, 'AlreadyExists')) throw error;
  }
  const { namespace } = run.metadata;
  const there = await client.get(jobs, { namespace, name: action.job.metadata?.name ?? '' }, signal);
  if (!isOwnedBy(there, run)) return { action, reason: 'NameConflict', message: `${describeForeign(there)} is in the way`, retry: true };
  onCreated(there);
  return undefined;
}

async function gone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isKubeError(error, 'NotFound')) throw error;
  }
}

function reasonOf(error: KubeError): Reason {
  if (error.kind === 'Invalid') return 'InvalidSpec';
  return error.kind === 'Forbidden' ? refusal(error.message) : 'CreateFailed';
}
