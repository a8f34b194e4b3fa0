import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProcessIdentity } from './identity.ts';
import { isAlive } from './identity.ts';

const folder = 'processes';

/** Notes in `<directory>/processes/<name>.json` who was started, so that a later call can end it after ours was killed. */
export function record(directory: string, name: string, identity: ProcessIdentity): void {
  mkdirSync(join(directory, folder), { recursive: true });
  const file = join(directory, folder, `${name}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(identity));
  renameSync(`${file}.new`, file);
}

/** All records of a directory by name; a file that a crash left unreadable is passed over. */
export function recorded(directory: string): Map<string, ProcessIdentity> {
  const found = new Map<string, ProcessIdentity>();
  if (!existsSync(join(directory, folder))) return found;
  for (const file of readdirSync(join(directory, folder)).filter((name) => name.endsWith('.json'))) {
    const identity = parseRecord(readFileSync(join(directory, folder, file), 'utf8'));
    if (identity !== undefined) found.set(basename(file, '.json'), identity);
  }
  return found;
}

export function parseRecord(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined;
    const { pid, started } = value;
    return Number.isSafeInteger(pid) && Number(pid) > 1 && typeof started === 'string' ? { pid: Number(pid), started } : undefined;
  } catch {
    return undefined;
  }
}

/** Ends every recorded process that still is the one recorded, and forgets the records. Waits for the deaths, up to 10 s. */
export async function endRecorded(directory: string): Promise<void> {
  await end([...recorded(directory).values()]);
  rmSync(join(directory, folder), { recursive: true, force: true });
}

/** Kills processes and waits until they are gone. Throws when one is still there after 10 s. */
export async function end(processes: readonly ProcessIdentity[], signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  for (const one of processes) if (isAlive(one)) process.kill(one.pid, signal);
  const deadline = performance.now() + 10_000;
  while (processes.some(isAlive)) {
    if (performance.now() > deadline) throw new Error(`process ${String(processes.find(isAlive)?.pid)} did not end within 10 s of ${signal}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
