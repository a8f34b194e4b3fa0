/** What the throwaway cluster is made of. The versions in `modules/<name>/go.mod` must agree with these. */
export const versions = {
  kubernetes: 'v1.37.2',
  etcd: 'v3.7.3',
  containerd: 'v2.4.2',
  helm: 'v4.3.1',
  coredns: 'v1.15.0',
  k6: 'v1.8.1',
} as const;

export type Part = keyof typeof versions;

/** `v1.37.2` → its numbers. Throws on anything but a plain `v<major>.<minor>.<patch>`. */
export function parseVersion(version: string): { major: number; minor: number; patch: number } {
  const match = /^v(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (match === null) throw new Error(`"${version}" is not a version of the form v1.2.3`);
  const [, major, minor, patch] = match.map(Number);
  return { major: major ?? 0, minor: minor ?? 0, patch: patch ?? 0 };
}
