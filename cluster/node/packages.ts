import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { timed } from '../progress.ts';

/** Debian's package for a file that must be there. */
const packages: Record<string, string> = {
  '/usr/sbin/runc': 'runc',
  '/usr/lib/cni/ptp': 'containernetworking-plugins',
  '/usr/sbin/conntrack': 'conntrack',
  '/usr/sbin/iptables': 'iptables',
  '/usr/sbin/nft': 'nftables',
  '/usr/bin/buildah': 'buildah',
  '/bin/busybox': 'busybox-static',
  '/bin/ip': 'iproute2',
  '/usr/bin/curl': 'curl',
  '/etc/ssl/certs/ca-certificates.crt': 'ca-certificates',
};

/** Installs with apt what is missing. Throws, naming the packages, where there is no apt or it fails. */
export async function ensurePackages(): Promise<void> {
  const missing = missingPackages(existsSync);
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) throw new Error(`these programs are needed: ${missing.join(' ')} (Debian's names of them)`);
  const apt = (...args: string[]): Promise<unknown> => execa('apt-get', ['-q', '-y', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' }, all: true });
  await timed(`installing ${missing.join(' ')}`, async () => {
    await apt('update');
    await apt('install', '--no-install-recommends', ...missing);
  });
}

export function missingPackages(exists: (path: string) => boolean): string[] {
  return Object.entries(packages).filter(([path]) => !exists(path)).map(([, name]) => name);
}
