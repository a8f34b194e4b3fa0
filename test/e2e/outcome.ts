import type { Kind } from '../../api/run.ts';
import type { ConfigMap } from '../../api/kubernetes.ts';
import type { Condition, ConditionType, RunStatus } from '../../api/status.ts';
import type { Place } from './place.ts';

declare global {
  /** What was heard last of each run, for test/setup/environment.ts. */
  var k6RunsHeard: Map<string, string> | undefined;
}

interface Stored {
  status?: RunStatus;
}

const resources: Record<Kind, string> = { K6: 'k6', TestRun: 'testrun' };

/** As kubectl takes it. */
export function nameOf(run: string, kind: Kind = 'K6'): string {
  return `${resources[kind]}/${run}`;
}

export async function statusOf(place: Place, run: string, kind: Kind = 'K6'): Promise<RunStatus> {
  const { status = {} } = await place.get<Stored>(nameOf(run, kind));
  const { stage, result, exitCode, conditions = [], failures, summary } = status;
  const said = conditions.map(({ type, status: value, reason, message }) => `${type}=${value} ${reason}: ${message}`);
  const heard = (globalThis.k6RunsHeard ??= new Map());
  heard.delete(nameOf(run, kind));
  heard.set(nameOf(run, kind), `${nameOf(run, kind)}: ${JSON.stringify({ stage, result, exitCode, said, failures, notes: summary?.notes })}`);
  return status;
}

/** Waits with `kubectl wait` until a condition holds. What is known of the run then is in the error of one that comes too late. */
export async function until(place: Place, run: string, { condition, seconds, kind }: { condition: ConditionType; seconds: number; kind?: Kind }): Promise<RunStatus> {
  try {
    await place.kubectl(['wait', nameOf(run, kind), `--for=condition=${condition}`, `--timeout=${seconds}s`]);
  } catch (error) {
    const known = JSON.stringify(await statusOf(place, run, kind).catch(String), undefined, 2);
    throw new Error(`${run} is not ${condition} after ${seconds} s: ${String(error)}\n${known}`, { cause: error });
  }
  return statusOf(place, run, kind);
}

/** Waits until a run is over. */
export async function ended(place: Place, run: string, seconds = 150, kind: Kind = 'K6'): Promise<RunStatus> {
  return until(place, run, { condition: 'Finished', seconds, kind });
}

/** Waits until a run's load is on. */
export async function started(place: Place, run: string, seconds = 120, kind: Kind = 'K6'): Promise<RunStatus> {
  return until(place, run, { condition: 'Started', seconds, kind });
}

/** What counts of a run's end. */
export function outcomeOf({ stage, result, exitCode, conditions }: RunStatus): object {
  const passed = conditions?.find(({ type }) => type === 'Passed');
  return { stage, result, ...(exitCode === undefined ? {} : { exitCode }), reason: passed?.reason };
}

export function conditionOf({ conditions = [] }: RunStatus, type: ConditionType): Condition {
  const found = conditions.find((condition) => condition.type === type);
  if (!found) throw new Error(`no condition ${type} in ${JSON.stringify(conditions)}`);
  return found;
}

/** What the condition `Passed` says to a person. */
export function messageOf(status: RunStatus): string {
  return conditionOf(status, 'Passed').message;
}

/** The collected ends of the logs, by key. */
export async function summaryOf(place: Place, run: string): Promise<Record<string, string>> {
  return (await place.get<ConfigMap>(`configmap/${run}-summary`)).data ?? {};
}
