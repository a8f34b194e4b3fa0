import { rmSync } from 'node:fs';
import { isAlive } from '../process/identity.ts';
import { end, endRecorded, recorded } from '../process/record.ts';
import { removeCgroup } from './cgroups.ts';
import { readState } from './state.ts';
import { disconnect } from './wiring.ts';

/** Ends a node, whole, half or dead, and removes all it left. Returns whether there was anything. */
export async function stopNode(directory: string): Promise<boolean> {
  const processes = recorded(directory);
  const state = readState(directory);
  const first = processes.get('sandbox-first');
  // With the first process all others die; its own end comes only when they all have been waited for.
  if (first !== undefined && isAlive(first)) await end([first]);
  await endRecorded(directory);
  if (state !== undefined) {
    await disconnect(state.network, directory, state.switchedForwardingOn);
    removeCgroup(state.cgroup);
  }
  // Safe: what was mounted below was so in the namespaces that are gone.
  rmSync(directory, { recursive: true, force: true });
  return processes.size > 0 || state !== undefined;
}
