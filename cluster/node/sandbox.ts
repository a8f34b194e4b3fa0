import { execa } from 'execa';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, type Command, type Daemon } from '../process/daemon.ts';
import { identify } from '../process/identity.ts';
import { record } from '../process/record.ts';
import { waitUntil } from '../process/wait.ts';

/**
 * The first process of the node's own pid, mount and network namespaces. All of the cluster runs inside, so that the kernel itself
 * cleans up: with this process die all others, with the last of them every mount, interface, route and nft rule of the cluster.
 * The default folders of containerd, CNI and kubelet are the cluster's own in here: /var/lib, /var/log and /run. So is the resolver,
 * for image pulls: the host's may be on the host's loopback.
 */
const first = `set -e
ip link set lo up
mount --bind "$1/lib" /var/lib
mount --bind "$1/log" /var/log
resolver=$(readlink -m /etc/resolv.conf)
mount -t tmpfs -o mode=755 run /run
case $resolver in
  /run/*) mkdir -p "$(dirname "$resolver")"; cp "$1/resolv.conf" "$resolver" ;;
  *) if [ -e "$resolver" ]; then mount --bind "$1/resolv.conf" "$resolver"; fi ;;
esac
touch "$1/sandbox-ready"
trap 'exit 0' TERM
while :; do sleep 86400 & wait $!; done`;

export interface Sandbox {
  daemon: Daemon;
  /** Of the first process, as the host sees it. */
  pid: number;
  /** The same command, run inside. */
  enter(command: Command): Command;
}

export async function startSandbox(directory: string): Promise<Sandbox> {
  const ready = join(directory, 'sandbox-ready');
  for (const folder of ['lib', 'log']) mkdirSync(join(directory, folder), { recursive: true });
  rmSync(ready, { force: true });
  const daemon = startDaemon(directory, {
    name: 'sandbox',
    file: 'unshare',
    arguments: ['--mount', '--net', '--pid', '--fork', '--mount-proc', '--propagation', 'slave', '--kill-child', 'sh', '-c', first, 'sandbox', directory],
  }, false);
  await waitUntil('the namespaces', () => Promise.resolve(existsSync(ready)), { timeout: 10_000, daemons: [daemon] });
  const pid = childOf(daemon.identity.pid);
  const identity = identify(pid);
  if (identity === undefined) throw new Error('the first process of the namespaces is gone');
  record(directory, 'sandbox-first', identity);
  return { daemon, pid, enter: (command) => enter(pid, command) };
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

const namespaces = (pid: number): string[] => ['--target', String(pid), '--mount', '--net', '--pid'];

function enter(pid: number, command: Command): Command {
  return { ...command, file: 'nsenter', arguments: [...namespaces(pid), command.file, ...command.arguments] };
}

/** Runs a short command inside; resolves with its standard output, throws with its standard error. */
export async function runInside(pid: number, file: string, ...args: string[]): Promise<string> {
  return (await execa('nsenter', [...namespaces(pid), file, ...args])).stdout;
}
