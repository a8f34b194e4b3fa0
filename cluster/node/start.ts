import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binary } from '../bin.ts';
import type { ControlPlaneSettings } from '../controlplane/components.ts';
import { controlPlaneBinaries, launch, serverOf } from '../controlplane/launch.ts';
import { buildImage, systemImages, type BuiltImage } from '../image/images.ts';
import { importImage } from '../image/import.ts';
import { cacheDirectory } from '../paths.ts';
import { createPki } from '../pki/files.ts';
import { startDaemon, type Command, type Daemon } from '../process/daemon.ts';
import { waitUntil } from '../process/wait.ts';
import { timed } from '../progress.ts';
import { withLock } from '../tools/lock.ts';
import { makeCgroup } from './cgroups.ts';
import { containerdSocket, type NodeSettings } from './config.ts';
import { dnsManifests } from './dns.ts';
import { mayLowerOomScore, writeConfiguration, writeResolver } from './files.ts';
import { runKubectl } from './kubectl.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { writeState, type NodeState } from './state.ts';
import { chooseNetwork, connect, openTheWayOut } from './wiring.ts';

const nodeName = 'k6-node';
const ports = { etcd: 2379, etcdPeer: 2380, apiServer: 6443 };

/** Starts a whole node in an empty `directory`. Throws when any part of it ends or is not ready in time; what was started is then still there. */
export async function startNode(directory: string, revision: string): Promise<NodeState> {
  const binaries = await controlPlaneBinaries();
  const programs = {
    containerd: await binary('containerd'),
    kubelet: await binary('kubelet'),
    proxy: await binary('kube-proxy'),
  };
  const images = { sandbox: await buildImage(systemImages.sandbox), dns: await buildImage(systemImages.dns) };
  // Of two clusters that start at once, the second has to see the network that the first took.
  const { state, sandbox, upstreams } = await withLock(join(cacheDirectory(), 'network.lock'), () => makeRoom(directory, revision));
  const settings = await settle(directory, state, images.sandbox.name);
  const start = (command: Command): Daemon => startDaemon(directory, sandbox.enter(command), false);
  const runtime = start(containerd(directory, programs.containerd));
  const [daemons] = await Promise.all([
    timed('starting the control plane', () => launch(controlPlane(settings), binaries, start)),
    loadSystemImages(directory, runtime, Object.values(images)),
  ]);
  const kubelet = start(kubeletCommand(settings, programs.kubelet));
  const proxy = start({ name: 'kube-proxy', file: programs.proxy, arguments: [`--config=${directory}/kube-proxy.json`] });
  const all = [sandbox.daemon, runtime, ...daemons, kubelet, proxy];
  const dns = dnsManifests({ image: images.dns.name, address: settings.network.dnsAddress, upstreams });
  await timed('starting the node and its DNS', async () => {
    await runKubectl(state.kubeconfig, ['apply', '--server-side', '--filename=-'], dns);
    await available(state.kubeconfig, all);
  });
  state.complete = true;
  writeState(directory, state);
  return state;
}

/** The namespaces, the network and the cgroup that all of it goes into. */
async function makeRoom(directory: string, revision: string): Promise<{ state: NodeState; sandbox: Sandbox; upstreams: string[] }> {
  mkdirSync(directory, { recursive: true });
  const network = await chooseNetwork();
  const state: NodeState = {
    revision,
    network,
    cgroup: `k6-cluster-${network.number}`,
    switchedForwardingOn: false,
    kubeconfig: join(directory, 'kubeconfig'),
    server: serverOf({ address: network.nodeAddress, ports }),
    complete: false,
  };
  writeState(directory, state);
  const upstreams = writeResolver(directory);
  const sandbox = await startSandbox(directory);
  await connect(network, sandbox.pid, directory);
  state.switchedForwardingOn = await openTheWayOut(network);
  writeState(directory, state);
  makeCgroup(state.cgroup);
  return { state, sandbox, upstreams };
}

/** Certificates and configuration. */
async function settle(directory: string, { network, server, cgroup, kubeconfig }: NodeState, sandboxImage: string): Promise<NodeSettings> {
  const services = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const firstService = network.serviceCidr.replace(/0\/\d+$/, '1');
  const pki = await createPki({
    directory,
    name: cgroup,
    server,
    apiServerNames: [network.nodeAddress, firstService, '127.0.0.1', 'localhost', ...services],
    node: { name: nodeName, address: network.nodeAddress },
  }, new Date());
  copyFileSync(pki.kubeconfigs.admin, kubeconfig);
  const settings = { directory, name: nodeName, network, pki, cgroup, sandboxImage, mayLowerOomScore: mayLowerOomScore() };
  writeConfiguration(settings);
  return settings;
}

function controlPlane({ directory, network, pki }: NodeSettings): ControlPlaneSettings {
  return { directory, address: network.nodeAddress, ports, serviceCidr: network.serviceCidr, node: true, pki, apiServerArguments: [] };
}

function containerd(directory: string, file: string): Command {
  // It finds its shim, and the shim runc, on the PATH.
  const path = `${dirname(file)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  return { name: 'containerd', file, arguments: ['--config', `${directory}/containerd.toml`, '--log-level', 'warn'], env: { PATH: path } };
}

async function loadSystemImages(directory: string, runtime: Daemon, images: readonly BuiltImage[]): Promise<void> {
  const listening = (): Promise<boolean> => Promise.resolve(existsSync(containerdSocket(directory)));
  await waitUntil('containerd', listening, { timeout: 20_000, daemons: [runtime] });
  for (const image of images) await importImage(directory, image);
}

function kubeletCommand({ directory, name, network, pki }: NodeSettings, file: string): Command {
  return {
    name: 'kubelet',
    file,
    arguments: [
      `--config=${directory}/kubelet.json`,
      `--kubeconfig=${pki.kubeconfigs.kubelet}`,
      `--hostname-override=${name}`,
      `--node-ip=${network.nodeAddress}`,
    ],
  };
}

/** Resolves when the node takes pods and names resolve. */
async function available(kubeconfig: string, daemons: readonly Daemon[]): Promise<void> {
  const args = ['-n', 'kube-system', 'wait', '--for=condition=Available', 'deployment/coredns', '--timeout=3s'];
  const ready = async (): Promise<boolean> => (await runKubectl(kubeconfig, args)) !== '';
  await waitUntil('the node and its DNS', ready, { timeout: 120_000, daemons });
}
