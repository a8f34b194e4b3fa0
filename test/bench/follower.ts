import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** What one program made of lines that are numbered for each runner from 0 on: `<runner:number>`. */
export interface Result {
  /** From the program's start to its last line. */
  seconds: number;
  /** The most of its memory that was resident at any time, code and all: VmHWM of proc(5). */
  peakMiB: number;
  /** Different lines that it printed. */
  lines: number;
  twice: number;
  /** Lines that came after a later one of the same runner. */
  disordered: number;
  /** Undefined when it did not end by itself. */
  exitCode: number | undefined;
}

/** Of `kubectl k6 logs` and of stern. */
export interface Both {
  ours: Result;
  theirs: Result;
}

export type Program = keyof Both;

/** Several measurements of the same kind. */
export interface Compared {
  /** How the lines came to be printed. */
  how: string;
  rounds: Both[];
}

/** Both programs one after the other, beginning with `first`. */
export async function inTurn(first: Program, measure: (program: Program) => Promise<Result>): Promise<Both> {
  const before = await measure(first);
  if (first === 'ours') return { ours: before, theirs: await measure('theirs') };
  return { ours: await measure('ours'), theirs: before };
}

/** A program that follows logs, with its output in a file. */
export interface Follower {
  /** How much it has printed. */
  bytes(): number;
  /** Resolves when nothing was printed for 3 s. */
  settled(): Promise<void>;
  /** Resolves when the program has ended, or has had nothing more to print for 3 s once `patience` ms are over, after which it is ended. */
  finish(patience?: number): Promise<Result>;
}

/** Starts a program with `kubeconfig`. */
export function startFollower([file = '', ...args]: readonly string[], kubeconfig: string): Follower {
  const folder = mkdtempSync(join(tmpdir(), 'k6-bench-logs-'));
  const path = join(folder, 'out');
  const out = openSync(path, 'w');
  const began = performance.now();
  const child = spawn(file, args, { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: ['ignore', out, 'ignore'] });
  closeSync(out);
  let peakMiB = 0;
  let last = { size: 0, at: began };
  const look = (): void => {
    const { size } = statSync(path);
    if (size !== last.size) last = { size, at: performance.now() };
    peakMiB = Math.max(peakMiB, peakOf(child.pid));
  };
  const timer = setInterval(look, 20);
  const settled = async (): Promise<void> => {
    while (!hasEnded(child) && (performance.now() - last.at < 3000 || last.size === 0)) await setTimeout(100);
  };
  const finish = async (patience = 3000): Promise<Result> => {
    await Promise.race([setTimeout(patience, undefined, { ref: false }), hasEnded(child) || new Promise((resolve) => void child.once('exit', resolve))]);
    await settled();
    look();
    clearInterval(timer);
    child.kill();
    const result = { seconds: (last.at - began) / 1000, peakMiB, ...tally(readFileSync(path, 'latin1')), exitCode: child.exitCode ?? undefined };
    rmSync(folder, { recursive: true });
    return result;
  };
  return { bytes: () => statSync(path).size, settled, finish };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** What there is of numbered lines in a text. */
export function tally(text: string): Pick<Result, 'lines' | 'twice' | 'disordered'> {
  const seen = new Set<string>();
  const newest = new Map<string, number>();
  let [twice, disordered] = [0, 0];
  for (const [line, runner = '', number] of text.matchAll(/<(\d+):(\d+)>/g)) {
    if (seen.has(line)) twice += 1;
    else if (Number(number) < (newest.get(runner) ?? -1)) disordered += 1;
    else newest.set(runner, Number(number));
    seen.add(line);
  }
  return { lines: seen.size, twice, disordered };
}
