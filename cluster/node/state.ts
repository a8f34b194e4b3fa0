import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkPlan } from './network.ts';

/** What of a node outlives its processes, or is needed to use it. Written before each thing is made, so that a crash leaves nothing unknown. */
export interface NodeState {
  /** Which code and versions made it; another one is not reused. */
  revision: string;
  network: NetworkPlan;
  cgroup: string;
  switchedForwardingOn: boolean;
  kubeconfig: string;
  server: string;
  /** Set when all of it worked once. */
  complete: boolean;
}

/** The first file to be written in a node's folder and the last to be removed. */
export const stateFile = 'node.json';

const file = (directory: string): string => join(directory, stateFile);

export function readState(directory: string): NodeState | undefined {
  if (!existsSync(file(directory))) return undefined;
  return JSON.parse(readFileSync(file(directory), 'utf8')) as NodeState;
}

export function writeState(directory: string, state: NodeState): void {
  writeFileSync(`${file(directory)}.new`, JSON.stringify(state, undefined, 2));
  renameSync(`${file(directory)}.new`, file(directory));
}
