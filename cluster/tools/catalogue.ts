import { parseVersion, versions, type Part } from '../versions.ts';

/** How one part is built: one call of `go` that makes all of its binaries. */
export interface Build {
  part: Part;
  version: string;
  binaries: readonly string[];
  /** A folder under `modules/` for what `go install` refuses because its go.mod has replace lines. */
  module?: string;
  arguments: readonly string[];
}

const contents: Record<Part, { binaries: string[]; packages: string[]; module?: string }> = {
  // One build for all of Kubernetes: its binaries share most of their packages.
  kubernetes: {
    module: 'kubernetes',
    binaries: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kubelet', 'kube-proxy'],
    packages: [],
  },
  etcd: { module: 'etcd', binaries: ['etcd'], packages: ['go.etcd.io/etcd/server/v3'] },
  containerd: {
    binaries: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
    packages: ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((name) => `github.com/containerd/containerd/v2/cmd/${name}`),
  },
  helm: { binaries: ['helm'], packages: ['helm.sh/helm/v4/cmd/helm'] },
  coredns: { binaries: ['coredns'], packages: ['github.com/coredns/coredns'] },
  k6: { binaries: ['k6'], packages: ['go.k6.io/k6'] },
};

/** Without these the Kubernetes binaries call themselves v0.0.0-master, which helm's kubeVersion checks refuse. */
function linkerFlags(part: Part): string {
  const version = versions[part];
  const set = (entries: Record<string, string | number>): string =>
    Object.entries(entries).map(([name, value]) => ` -X ${name}=${value}`).join('');
  if (part === 'helm') return `-s -w${set({ 'helm.sh/helm/v4/internal/version.version': version })}`;
  if (part !== 'kubernetes') return '-s -w';
  const { major, minor } = parseVersion(version);
  return `-s -w${set({
    'k8s.io/component-base/version.gitVersion': version,
    'k8s.io/component-base/version.gitMajor': major,
    'k8s.io/component-base/version.gitMinor': minor,
    'k8s.io/component-base/version.gitTreeState': 'clean',
    'k8s.io/client-go/pkg/version.gitVersion': version,
  })}`;
}

/** The call of `go` for a part; with a module it wants `-o <folder>/` in front of the packages, else GOBIN in its environment. */
export function buildOf(part: Part): Build {
  const { binaries, module } = contents[part];
  const version = versions[part];
  const flags = ['-ldflags', linkerFlags(part)];
  const packages = part === 'kubernetes' ? binaries.map((name) => `k8s.io/kubernetes/cmd/${name}`) : contents[part].packages;
  if (module !== undefined) return { part, version, binaries, module, arguments: ['build', ...flags, ...packages] };
  return { part, version, binaries, arguments: ['install', ...flags, ...packages.map((name) => `${name}@${version}`)] };
}

/** Which part a binary belongs to. Throws for a name that is in none. */
export function partOf(binary: string): Part {
  for (const [part, { binaries }] of Object.entries(contents)) if (binaries.includes(binary)) return part as Part;
  throw new Error(`no part of the cluster has a binary named "${binary}"`);
}
