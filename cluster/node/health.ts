import { isAlive } from '../process/identity.ts';
import { recorded } from '../process/record.ts';
import { runKubectl } from './kubectl.ts';
import { readState, type NodeState } from './state.ts';

/** The state of a node that is whole and of this revision, or why there is none to use. */
export async function healthyNode(directory: string, revision: string): Promise<NodeState | string> {
  const state = readState(directory);
  if (state === undefined) return 'there is none';
  if (!state.complete) return 'an earlier start was cut short';
  if (state.revision !== revision) return 'it is of another version';
  const dead = [...recorded(directory)].filter(([, identity]) => !isAlive(identity)).map(([name]) => name);
  if (dead.length > 0) return `${dead.join(', ')} ended`;
  try {
    await runKubectl(state.kubeconfig, ['--request-timeout=5s', 'wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=5s']);
    await runKubectl(state.kubeconfig, ['-n', 'kube-system', 'wait', '--for=condition=Available', 'deployment/coredns', '--timeout=5s']);
    return state;
  } catch (error) {
    return `it does not answer well: ${error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error)}`;
  }
}
