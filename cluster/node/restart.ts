import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { startDaemon, type Command, type Daemon } from '../process/daemon.ts';
import { identify, isAlive, type ProcessIdentity } from '../process/identity.ts';
import { end, recorded } from '../process/record.ts';
import { waitUntil } from '../process/wait.ts';
import { runKubectl } from './kubectl.ts';
import { readState } from './state.ts';

const name = 'kube-apiserver';

/**
 * Kills the API server of the node in `directory` (connections are cut, as in a crash), and after a while starts it as it was started before.
 * Resolves when it is ready again. Throws when there is no such node or the new one does not come up within a minute.
 */
export async function restartNodeApiServer(directory: string, downMilliseconds = 0): Promise<void> {
  const state = readState(directory);
  const before = recorded(directory).get(name);
  if (state === undefined || before === undefined || !isAlive(before)) throw new Error(`there is no node with an API server in ${directory}`);
  const command = commandOf(before);
  await end([serverOf(before), before]);
  await setTimeout(downMilliseconds);
  const daemon = startDaemon(directory, command, false);
  await ready(state.kubeconfig, daemon);
}

async function ready(kubeconfig: string, daemon: Daemon): Promise<void> {
  const answers = async (): Promise<boolean> => (await runKubectl(kubeconfig, ['get', '--raw', '/readyz', '--request-timeout=2s'])) === 'ok';
  await waitUntil('the API server', answers, { timeout: 60_000, daemons: [daemon] });
}

/** As proc(5) has it: the words of the command line, each ended by a NUL. */
function commandOf({ pid }: ProcessIdentity): Command {
  const [file = '', ...rest] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  return { name, file, arguments: rest };
}

/** What is recorded is the program that entered the node's namespaces; the API server is its child, which outlives a kill of it. */
function serverOf(entered: ProcessIdentity): ProcessIdentity {
  const child = Number(readFileSync(`/proc/${entered.pid}/task/${entered.pid}/children`, 'utf8').trim().split(' ')[0]);
  return (child > 0 ? identify(child) : undefined) ?? entered;
}
