import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cniConfig, containerdConfig, kubeletConfig, kubeProxyConfig, type NodeSettings } from './config.ts';
import { nameservers } from './network.ts';

/** Writes the configuration of all that runs on the node. */
export function writeConfiguration(settings: NodeSettings): void {
  const write = (name: string, content: string): void => writeFileSync(join(settings.directory, name), content);
  const json = (value: object): string => JSON.stringify(value, undefined, 2);
  mkdirSync(join(settings.directory, 'cni'), { recursive: true });
  write('containerd.toml', containerdConfig(settings));
  write(join('cni', '10-k6-cluster.conflist'), json(cniConfig(settings)));
  write('kubelet.json', json(kubeletConfig(settings)));
  write('kube-proxy.json', json(kubeProxyConfig(settings)));
}

/** Writes the node's resolv.conf, and returns the name servers in it: those of the host that can be reached from inside. */
export function writeResolver(directory: string): string[] {
  const upstreams = hostNameservers();
  writeFileSync(join(directory, 'resolv.conf'), upstreams.map((address) => `nameserver ${address}\n`).join(''));
  return upstreams;
}

/** systemd-resolved shows itself in /etc/resolv.conf, on loopback, and whom it asks in a file of its own. */
function hostNameservers(): string[] {
  for (const path of ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']) {
    const found = existsSync(path) ? nameservers(readFileSync(path, 'utf8')) : [];
    if (found.length > 0) return found;
  }
  return [];
}

/** CAP_SYS_RESOURCE, bit 24 of proc(5)'s CapEff. */
export function mayLowerOomScore(status = readFileSync('/proc/self/status', 'utf8')): boolean {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return ((mask >> 24n) & 1n) === 1n;
}
