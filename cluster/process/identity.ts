import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process for good: its id is reused after its death, the pair of id and start is not. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: the boot and the tick at which it started. */
  started: string;
}

/** Who runs under `pid` now, or undefined when nobody does. A zombie counts as dead. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether the very process that was recorded still runs. */
export function isAlive(recorded: ProcessIdentity): boolean {
  return identify(recorded.pid)?.started === recorded.started;
}

function startedOnLinux(pid: number): string | undefined {
  try {
    const parsed = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // Ticks count from boot, so the same number may come again after a reboot.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return parsed.state === 'Z' || parsed.state === 'X' ? undefined : `${boot}:${parsed.startTicks}`;
  } catch {
    return undefined;
  }
}

/** Fields 3 and 22 of proc(5)'s stat. The name in field 2 may hold spaces and brackets, so counting begins after the last `)`. */
export function parseStat(stat: string): { state: string; startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || startTicks === undefined) throw new Error(`not a line of /proc/<pid>/stat: ${stat}`);
  return { state, startTicks };
}

function startedByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
