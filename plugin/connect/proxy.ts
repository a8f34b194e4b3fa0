import { BlockList, isIP } from 'node:net';

/**
 * The proxy that the environment names for `server`, by the rules of kubectl and Go's other programs: HTTPS_PROXY, or HTTP_PROXY for plain http, in
 * capitals or not; never for this machine itself, nor for what NO_PROXY lists.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function proxyFor(server: string, env: NodeJS.ProcessEnv): string | undefined {
  if (!URL.canParse(server)) return undefined;
  const { protocol, hostname, port } = new URL(server);
  const proxy = named(env, protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY');
  if (proxy === undefined) return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const excepted = (named(env, 'NO_PROXY') ?? '').split(',').map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  const own = host === 'localhost' || /^127\./.test(host) || host === '::1';
  if (own || excepted.some((entry) => covers(entry, host, port || (protocol === 'http:' ? '80' : '443')))) return undefined;
  return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function named(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined;
}

/** An entry of NO_PROXY: `*`, an address, a range of addresses, or a domain with all below it (`.domain`: those below it alone); all but the range with a port. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(entry, host);
  const [, name = entry, wantedPort = port] = /^([^:]+):(\d+)$/.exec(entry) ?? [];
  if (wantedPort !== port) return false;
  const domain = name.replace(/^\*/, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

function inRange(entry: string, host: string): boolean {
  const [address = '', bits = ''] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits)) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(bits), type);
  } catch {
    // More bits than an address has.
    return false;
  }
  return list.check(host, type);
}
