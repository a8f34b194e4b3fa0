import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../process/identity.ts';
import { end, endRecorded, recorded } from '../process/record.ts';
import { removeCgroup } from './cgroups.ts';
import { Refusal } from '../refusal.ts';
import { readState, stateFile } from './state.ts';
import { disconnect } from './wiring.ts';

/**
 * Ends a node, whole, half or dead, and removes all it left. Returns whether there was anything.
 * Throws a Refusal for a folder with something in it that no node made.
 */
export async function stopNode(directory: string): Promise<boolean> {
  const entries = existsSync(directory) ? readdirSync(directory) : [];
  if (entries.length > 0 && !entries.some((name) => name.startsWith(stateFile))) throw new Refusal(`${directory} holds other things than a cluster: it is left alone`);
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
  removeAll(directory);
  return processes.size > 0 || state !== undefined;
}

/** The state goes last, so that a half-removed folder is still known as ours. What was mounted below was so in namespaces that are gone. */
function removeAll(directory: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) if (name !== stateFile) rmSync(join(directory, name), { recursive: true });
  rmSync(directory, { recursive: true });
}
