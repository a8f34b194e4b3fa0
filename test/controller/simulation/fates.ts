import type { Role } from '../../../api/labels.ts';

/** What the world does to a runner. Times are in milliseconds. */
export interface RunnerScript {
  /** Its pod does not start before this long after its creation. */
  startsAfter?: number;
  stuck?: 'unschedulable' | 'image';
  /** From the container's start until all VUs are initialised. */
  initialises?: number;
  /** Ends so during its initialisation. */
  endsInInit?: number;
  /** How long the test takes, and its exit code. */
  runs?: number;
  exitCode?: number;
  /** Happens so long after the test's start. */
  mishap?: { after: number; what: Mishap };
  ignoresStop?: boolean;
  ignoresSignals?: boolean;
}

export type Mishap = 'oom' | 'delete pod' | 'delete job' | 'remove finished pod';

export interface NodeScript {
  runners?: RunnerScript | ((index: number) => RunnerScript);
  initializer?: { exitCode?: number; report?: string; hangs?: boolean };
  /** `slow to report`: the runners are started well before its end. */
  starter?: 'fails' | 'evicted once' | 'never runs' | 'slow to report' | 'setup throws';
  stopper?: 'fails' | 'never runs';
  teardown?: 'throws' | 'never runs';
}

/** One container's process; times are milliseconds since the epoch. */
export interface Process {
  role: Role;
  index: number;
  created: number;
  up?: number;
  /** When the load began. */
  began?: number;
  /** How often it was started; more than once must not be. */
  starts: number;
  toldToStop?: number;
  signalled?: number;
  /** Set once the kubelet has said that its pod failed for its deadline. */
  failed?: true;
  shotAt?: number;
  /** How its test ended, for a runner that lingers. */
  tested?: Fate;
  /** When it was asked to run teardown(), each time. */
  tornDown?: number[];
  over: boolean;
}

/** How a process ends. */
export interface Fate {
  exitCode: number;
  /** Its termination message. */
  message?: string;
}

export function runnerFate(process: Process, script: RunnerScript, now: number): Fate | undefined {
  const { runs = 10_000, exitCode = 0, endsInInit } = script;
  if (process.signalled !== undefined && !script.ignoresSignals) return { exitCode: 105 };
  if (endsInInit !== undefined) return { exitCode: endsInInit };
  if (process.began === undefined) return undefined;
  if (hasStopped(process, script, now)) return { exitCode: 103 };
  return now - process.began >= runs ? { exitCode } : undefined;
}

function hasStopped({ toldToStop }: Process, { ignoresStop }: RunnerScript, now: number): boolean {
  return toldToStop !== undefined && now - toldToStop >= 1000 && !ignoresStop;
}

export function mishapOf({ began }: Process, { mishap }: RunnerScript, now: number): Mishap | undefined {
  return mishap && began !== undefined && now - began >= mishap.after ? mishap.what : undefined;
}

export function isInitialised({ up }: Process, { initialises = 1000 }: RunnerScript, now: number): boolean {
  return up !== undefined && now - up >= initialises;
}

export function initializerFate({ up = Infinity }: Process, script: NonNullable<NodeScript['initializer']>, now: number): Fate | undefined {
  const { exitCode = 0, report = '"totalDuration":"10s","maxVUs":1000}', hangs = false } = script;
  return !hangs && now - up >= 1000 ? { exitCode, message: report } : undefined;
}

/** A starter reports a moment after its shot, or gives up after its timeout. */
export function starterFate(process: Process, { late, runners, timeout }: { late: number[]; runners: number; timeout: number }, script: NodeScript, now: number): Fate | undefined {
  const { shotAt, up = Infinity } = process;
  if (script.starter === 'setup throws' && late.length === 0) return { exitCode: 1, message: thrown('start', 'SetupFailed') };
  if (script.starter === 'fails') return { exitCode: 127, message: 'sh: curl: not found' };
  const confirms = script.starter === 'slow to report' ? 5000 : 500;
  if (shotAt !== undefined) return now - shotAt >= confirms ? { exitCode: 0, message: startedReport(shotAt, runners) } : undefined;
  return late.length > 0 && now - up >= timeout ? { exitCode: 1, message: lateReport(late) } : undefined;
}

function startedReport(time: number, runners: number): string {
  return JSON.stringify({ ok: true, action: 'start', time: new Date(time).toISOString(), skewMilliseconds: 3, runners });
}

function lateReport(late: number[]): string {
  const laggards = late.map((runner) => ({ runner, status: 1 }));
  return JSON.stringify({ ok: false, action: 'start', reason: 'BarrierTimeout', message: 'runners were late', laggards, laggardCount: late.length });
}

function thrown(action: string, reason: string): string {
  return JSON.stringify({ ok: false, action, reason, message: `${reason} for a test` });
}

/** A teardown waits for the end of the runner's test, and takes a second. */
export function teardownFate(target: Process | undefined, { teardown }: NodeScript, now: number): Fate | undefined {
  if (!target || target.over) return { exitCode: 1, message: thrown('teardown', 'RunnerFailed') };
  if (!target.tested) return undefined;
  target.tornDown ??= [];
  if (target.tornDown.length === 0) target.tornDown.push(now);
  if (now - (target.tornDown[0] ?? now) < 1000) return undefined;
  return teardown === 'throws' ? { exitCode: 1, message: thrown('teardown', 'TeardownFailed') } : { exitCode: 0 };
}
