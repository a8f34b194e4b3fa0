/** The addresses of one cluster. Numbers 0, 1, 2 … give clusters that can run side by side. */
export interface NetworkPlan {
  number: number;
  /** The host's end of the cable to the node. */
  link: string;
  hostAddress: string;
  nodeAddress: string;
  linkCidr: string;
  podCidr: string;
  serviceCidr: string;
  /** Where pods ask for names: the tenth address of the Services, as everywhere. */
  dnsAddress: string;
}

/** 198.18.0.0/15 is set aside for tests of networks, so nobody's real network is in the way of the cable. */
export function networkPlan(number: number): NetworkPlan {
  return {
    number,
    link: `k6c${number}`,
    hostAddress: `198.18.${number}.1`,
    nodeAddress: `198.18.${number}.2`,
    linkCidr: `198.18.${number}.0/30`,
    podCidr: `10.244.${number}.0/24`,
    serviceCidr: `10.${96 + number}.0.0/16`,
    dnsAddress: `10.${96 + number}.0.10`,
  };
}

/** The first plan none of whose networks overlaps a route of the host. Throws when all 16 are taken. */
export function freeNetwork(routes: readonly string[]): NetworkPlan {
  const taken = routes.filter((route) => route !== 'default').map(range);
  for (let number = 0; number < 16; number++) {
    const plan = networkPlan(number);
    const wanted = [plan.linkCidr, plan.podCidr, plan.serviceCidr].map(range);
    if (!wanted.some((one) => taken.some((other) => one.first <= other.last && other.first <= one.last))) return plan;
  }
  throw new Error('no free network for the cluster: routes of this machine overlap all of 198.18.0-15.0/30, 10.244.0-15.0/24, 10.96-111.0.0/16');
}

/** First and last address of `a.b.c.d/n` (or of one address), as numbers. */
function range(cidr: string): { first: number; last: number } {
  const [address = '', bits = '32'] = cidr.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** What `ip -json route` printed, as destinations. */
export function destinations(json: string): string[] {
  return (JSON.parse(json) as { dst: string; type?: string }[]).map(({ dst }) => dst);
}

/** The name servers of a resolv.conf that a pod can reach too: a loopback one is the host's alone. */
export function nameservers(resolvConf: string): string[] {
  return resolvConf
    .split('\n')
    .map((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1])
    .filter((address): address is string => address !== undefined && !address.startsWith('127.') && address !== '::1');
}
