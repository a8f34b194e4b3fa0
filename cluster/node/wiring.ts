import { execa } from 'execa';
import { readFileSync, writeFileSync } from 'node:fs';
import { destinations, freeNetwork, type NetworkPlan } from './network.ts';
import { runInside } from './sandbox.ts';

const ip = async (...args: string[]): Promise<string> => (await execa('ip', args)).stdout;
const forwarding = '/proc/sys/net/ipv4/ip_forward';

export async function chooseNetwork(): Promise<NetworkPlan> {
  return freeNetwork(destinations(await ip('-json', '-4', 'route', 'show', 'table', 'all')));
}

/**
 * Lays the cable between host and the node whose first process is `pid`: from the host, Services and pods are reached through the
 * node, as through any router. `owner` is noted on it. Throws when another cluster took the same network a moment before.
 */
export async function connect(plan: NetworkPlan, pid: number, owner: string): Promise<void> {
  await ip('link', 'add', plan.link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid));
  await ip('link', 'set', plan.link, 'alias', alias(owner));
  await ip('address', 'add', `${plan.hostAddress}/30`, 'dev', plan.link);
  await ip('link', 'set', plan.link, 'up');
  await runInside(pid, 'ip', 'address', 'add', `${plan.nodeAddress}/30`, 'dev', 'eth0');
  await runInside(pid, 'ip', 'link', 'set', 'eth0', 'up');
  await runInside(pid, 'ip', 'route', 'add', 'default', 'via', plan.hostAddress);
  await runInside(pid, 'sh', '-c', `echo 1 > ${forwarding}`);
  for (const cidr of [plan.podCidr, plan.serviceCidr]) await ip('route', 'add', cidr, 'via', plan.nodeAddress);
}

/** The kernel keeps at most 255 bytes of an alias; the end of a path tells more than its start. */
const alias = (owner: string): string => owner.slice(-200);

/** Lets pods and image pulls reach what the host reaches. Returns whether forwarding had to be switched on. */
export async function openTheWayOut(plan: NetworkPlan): Promise<boolean> {
  await execa('nft', ['-f', '-'], { input: outboundRules(plan) });
  if (readFileSync(forwarding, 'utf8').trim() === '1') return false;
  writeFileSync(forwarding, '1');
  return true;
}

export const tableName = (plan: NetworkPlan): string => `k6-cluster-${plan.number}`;

export function outboundRules(plan: NetworkPlan): string {
  return `table ip ${tableName(plan)}
delete table ip ${tableName(plan)}
table ip ${tableName(plan)} {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr { ${plan.linkCidr}, ${plan.podCidr} } oifname != { "lo", "${plan.link}" } masquerade
  }
}
`;
}

/** Undoes what lies on the host's side; what is gone already is no error, and what another cluster made in its place since is left. */
export async function disconnect(plan: NetworkPlan, owner: string, switchedForwardingOn: boolean): Promise<void> {
  const links = JSON.parse(await ip('-json', '-details', 'link')) as { ifname: string; ifalias?: string }[];
  const ours = links.filter(({ ifname }) => /^k6c\d+$/.test(ifname));
  const cable = ours.find(({ ifname }) => ifname === plan.link);
  if (cable !== undefined && cable.ifalias !== alias(owner)) return;
  // The kernel drops the cable of a dead namespace too, but some time later.
  await execa('ip', ['link', 'delete', plan.link], { reject: false });
  await execa('nft', ['delete', 'table', 'ip', tableName(plan)], { reject: false });
  if (switchedForwardingOn && ours.every(({ ifname }) => ifname === plan.link)) writeFileSync(forwarding, '0');
}
