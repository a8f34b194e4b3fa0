import { binary } from '../bin.ts';
import type { Command, Daemon } from '../process/daemon.ts';
import { waitUntil } from '../process/wait.ts';
import { apiServer, controllerManager, etcd, scheduler, type Binaries, type ControlPlaneSettings } from './components.ts';
import { probe } from './probe.ts';

export type Start = (command: Command) => Daemon;

export async function controlPlaneBinaries(): Promise<Binaries> {
  // One after another: what is missing gets built, and builds share the machine badly.
  return {
    etcd: await binary('etcd'),
    apiServer: await binary('kube-apiserver'),
    controllerManager: await binary('kube-controller-manager'),
    scheduler: await binary('kube-scheduler'),
  };
}

/**
 * Starts the four in the order that works: the controller manager exits when it meets an API server whose RBAC is not there yet.
 * Resolves when pods can be created. Throws, with the end of the log, when one of them ends before that.
 */
export async function launch(settings: ControlPlaneSettings, binaries: Binaries, start: Start): Promise<Daemon[]> {
  const daemons = [start(etcd(settings, binaries.etcd)), start(apiServer(settings, binaries.apiServer))];
  await apiServerReady(settings, daemons);
  daemons.push(start(controllerManager(settings, binaries.controllerManager)), start(scheduler(settings, binaries.scheduler)));
  // Pods are refused in a namespace whose default service account the controller manager has not made.
  const account = '/api/v1/namespaces/default/serviceaccounts/default';
  const answers = async (): Promise<boolean> => (await probe(serverOf(settings), account, settings.pki)) === 200;
  await waitUntil('the controller manager', answers, { timeout: 60_000, daemons });
  return daemons;
}

export async function apiServerReady(settings: ControlPlaneSettings, daemons: readonly Daemon[]): Promise<void> {
  const answers = async (): Promise<boolean> => (await probe(serverOf(settings), '/readyz', settings.pki)) === 200;
  await waitUntil('the API server', answers, { timeout: 60_000, daemons });
}

export function serverOf({ address, ports }: Pick<ControlPlaneSettings, 'address' | 'ports'>): string {
  return `https://${address}:${ports.apiServer}`;
}
