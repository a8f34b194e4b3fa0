import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout this file belongs to. */
export const root = join(import.meta.dirname, '..');

/** Everything that may be deleted at any time and is only slow to make again. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'k6-operator');
}

/** All state of the throwaway node; `K6_CLUSTER_DIR` moves it, and with it a second cluster may run beside the first. */
export function clusterDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['K6_CLUSTER_DIR'] ?? join(cacheDirectory(env), 'cluster'));
}
