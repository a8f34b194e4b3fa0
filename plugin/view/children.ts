import type { CoreEvent, Job, KubeObject, Pod } from '../../api/kubernetes.ts';
import { labels, type Role, roles } from '../../api/labels.ts';
import type { Run } from '../../api/run.ts';
import { exitMeaning } from '../../api/exitcodes.ts';
import { observeChild } from '../../controller/observe/child.ts';
import type { ChildState, Ended } from '../../controller/observe/state.ts';
import type { Tone } from '../output/paint.ts';

/** What was read about a run: the run itself, and the Jobs and pods that carry its name. */
export interface RunObjects {
  run: Run;
  jobs: readonly Job[];
  pods: readonly Pod[];
  events: readonly CoreEvent[];
}

/** A runner, or one of the helpers, as it is shown. */
export interface Child {
  role: Role;
  /** Of runners: 1-based. */
  index: number;
  word: string;
  tone: Tone;
  /** Why, and the exit code; empty for one that does as it should. */
  detail: string;
  pods: PodLine[];
}

export interface PodLine {
  name: string;
  phase: string;
  node: string;
}

function ownedBy(object: KubeObject, uid: string | undefined): boolean {
  return uid !== undefined && (object.metadata?.ownerReferences ?? []).some((owner) => owner.uid === uid);
}

/** The run's runners by index, then its helpers; Jobs of an earlier run with the same name are not its. */
export function childrenOf({ run, jobs, pods, events }: RunObjects): Child[] {
  const own = jobs.filter((job) => ownedBy(job, run.metadata.uid));
  const total = run.status?.runners?.total ?? run.spec.parallelism ?? 1;
  const byIndex = new Map(own.filter((job) => roleOf(job) === 'runner').map((job) => [indexOf(job), job]));
  const runners = Array.from({ length: total }, (_, at) => child('runner', at + 1, byIndex.get(at + 1)));
  const helpers = roles.filter((role) => role !== 'runner').flatMap((role) => own.filter((job) => roleOf(job) === role).map((job) => child(role, 0, job)));
  return [...helpers.filter(({ role }) => role === 'initializer'), ...runners, ...helpers.filter(({ role }) => role !== 'initializer')];

  function child(role: Role, index: number, job: Job | undefined): Child {
    const ownPods = job === undefined ? [] : pods.filter((pod) => ownedBy(pod, job.metadata?.uid));
    const uids = new Set([job, ...ownPods].map((object) => object?.metadata?.uid));
    const state = observeChild({ job, pods: ownPods, events: events.filter(({ involvedObject }) => uids.has(involvedObject.uid)) });
    return { role, index, ...shown(state, index, run), pods: ownPods.map(podLine) };
  }
}

function roleOf({ metadata }: Job): string {
  return metadata?.labels?.[labels.role] ?? '';
}

function indexOf({ metadata }: Job): number {
  return Number(metadata?.labels?.[labels.runnerIndex] ?? 0);
}

function podLine({ metadata, spec, status }: Pod): PodLine {
  const phase = metadata?.deletionTimestamp === undefined ? status?.phase ?? 'Unknown' : 'Terminating';
  return { name: metadata?.name ?? '', phase, node: spec?.nodeName ?? '' };
}

type Shown = Pick<Child, 'word' | 'tone' | 'detail'>;

function shown(state: ChildState, index: number, run: Run): Shown {
  switch (state.phase) {
    case 'running': return { word: 'Running', tone: 'busy', detail: '' };
    case 'waiting': return { word: 'Waiting', tone: 'caution', detail: `${state.reason}: ${state.message}` };
    // One whose pod was deleted is withdrawn after its start, and that it was is not to be seen from the Job.
    case 'ended': return (state.withdrawn ? recorded(index, run) : undefined) ?? ended(state);
    case 'absent': return recorded(index, run) ?? { word: run.status?.finishedAt === undefined ? 'NotCreated' : 'Gone', tone: 'dim', detail: '' };
  }
}

function ended({ exitCode, reason, message, lost, withdrawn }: Ended): Shown {
  if (exitCode === 0) return { word: 'Passed', tone: 'good', detail: '' };
  if (withdrawn) return { word: 'Withdrawn', tone: 'dim', detail: message };
  const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  const word = lost ? 'Lost' : exitCode === undefined ? 'Failed' : exitMeaning(exitCode).result;
  const why = [reason === word ? undefined : reason, message.includes('exit code') ? message : message + code];
  return { word, tone: word === 'Stopped' ? 'caution' : 'bad', detail: why.filter((part) => part !== undefined).join(': ') };
}

/** What the controller noted of a runner whose Job is gone or has no pod any more. */
function recorded(index: number, { status }: Run): Shown | undefined {
  const failure = status?.failures?.find(({ runner }) => runner === index);
  return failure && { word: 'Failed', tone: 'bad', detail: `${failure.reason}: ${failure.message}` };
}
