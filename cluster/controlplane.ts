import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiServer, type ControlPlaneSettings } from './controlplane/components.ts';
import { apiServerReady, controlPlaneBinaries, launch, serverOf } from './controlplane/launch.ts';
import { cacheDirectory } from './paths.ts';
import { createPki } from './pki/files.ts';
import { startDaemon, type Command, type Daemon } from './process/daemon.ts';
import { identify, isAlive } from './process/identity.ts';
import { freePorts } from './process/ports.ts';
import { end, endRecorded, parseRecord } from './process/record.ts';

export interface ControlPlaneOptions {
  /** Where all state goes. Default: a new folder in the cache, which `stop` removes. */
  directory?: string;
  /** Added to the API server's command line, e.g. `--audit-log-path=…`. */
  apiServerArguments?: readonly string[];
}

export interface ControlPlane {
  directory: string;
  /** https://127.0.0.1:<port> */
  server: string;
  /** Path of a cluster-admin's kubeconfig. */
  kubeconfig: string;
  /** Process ids by name: etcd, kube-apiserver, kube-controller-manager, kube-scheduler. */
  pids(): Record<string, number>;
  /** Rejects, with the end of its log, as soon as one of the processes ends that nobody asked to end. */
  died: Promise<never>;
  /** Kills the API server (connections are cut, as in a crash) and resolves when a new one is ready on the same port. */
  restartApiServer(downMilliseconds?: number): Promise<void>;
  /** Ends all of it and removes its state. */
  stop(): Promise<void>;
}

/**
 * A real etcd, API server, controller manager and scheduler on free loopback ports; no node, so pods stay Pending.
 * They die with this process; what an earlier one left behind is cleaned up first.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = await controlPlaneBinaries();
  const directory = await claimDirectory(options.directory);
  const settings = await settle(directory, options.apiServerArguments ?? []);
  const running = new Map<string, Daemon>();
  const { promise: died, reject } = Promise.withResolvers<never>();
  died.catch(() => undefined);
  const start = (command: Command): Daemon => {
    const daemon = startDaemon(directory, command, true);
    running.set(command.name, daemon);
    void daemon.ended.then((reason) => {
      if (running.get(command.name) === daemon) reject(new Error(`${command.name} ${reason}`));
    });
    return daemon;
  };
  const stop = async (): Promise<void> => {
    running.clear();
    await endRecorded(directory);
    rmSync(directory, { recursive: true, force: true });
  };
  const restartApiServer = async (downMilliseconds = 0): Promise<void> => {
    const before = running.get('kube-apiserver');
    running.delete('kube-apiserver');
    if (before !== undefined) await end([before.identity]);
    await new Promise((resolve) => setTimeout(resolve, downMilliseconds));
    await apiServerReady(settings, [start(apiServer(settings, binaries.apiServer))]);
  };
  try {
    await launch(settings, binaries, start);
  } catch (error) {
    await endRecorded(directory);
    throw error;
  }
  const pids = (): Record<string, number> => Object.fromEntries([...running].map(([name, { identity }]) => [name, identity.pid]));
  return { directory, server: serverOf(settings), kubeconfig: settings.pki.kubeconfigs.admin, pids, died, restartApiServer, stop };
}

async function settle(directory: string, apiServerArguments: readonly string[]): Promise<ControlPlaneSettings> {
  const [etcd = 0, etcdPeer = 0, port = 0] = await freePorts(3);
  const address = '127.0.0.1';
  const ports = { etcd, etcdPeer, apiServer: port };
  const pki = await createPki({
    directory,
    name: 'k6-controlplane',
    server: serverOf({ address, ports }),
    apiServerNames: [address, 'localhost'],
    node: { name: 'none', address },
  }, new Date());
  return { directory, address, ports, serviceCidr: '10.96.0.0/16', node: false, pki, apiServerArguments };
}

/** An empty folder that is noted as ours. Folders whose owner has died are emptied of processes and removed. */
async function claimDirectory(wanted: string | undefined): Promise<string> {
  const parent = join(cacheDirectory(), 'controlplanes');
  mkdirSync(parent, { recursive: true });
  const left = readdirSync(parent).map((name) => join(parent, name));
  for (const directory of wanted === undefined ? left : [...left, wanted]) if (ownerOf(directory) === 'dead') await sweep(directory);
  if (wanted !== undefined && ownerOf(wanted) === 'alive') throw new Error(`another control plane runs in ${wanted}`);
  const directory = wanted ?? mkdtempSync(join(parent, 'run-'));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, ownerFile), JSON.stringify(identify(process.pid)));
  return directory;
}

const ownerFile = 'owner.json';

function ownerOf(directory: string): 'alive' | 'dead' | 'none' {
  const file = join(directory, ownerFile);
  const owner = existsSync(file) ? parseRecord(readFileSync(file, 'utf8')) : undefined;
  if (owner === undefined) return 'none';
  return isAlive(owner) ? 'alive' : 'dead';
}

async function sweep(directory: string): Promise<void> {
  await endRecorded(directory);
  rmSync(directory, { recursive: true, force: true });
}
