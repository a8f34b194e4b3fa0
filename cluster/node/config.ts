import type { PkiFiles } from '../pki/files.ts';
import type { NetworkPlan } from './network.ts';

export interface NodeSettings {
  directory: string;
  name: string;
  network: NetworkPlan;
  pki: PkiFiles;
  /** All pods' cgroups lie under this one, which the kubelet of another cluster never sweeps. */
  cgroup: string;
  sandboxImage: string;
  /** Whether we may lower an oom_score_adj; without CAP_SYS_RESOURCE every container would fail on trying. */
  mayLowerOomScore: boolean;
}

export const containerdSocket = (directory: string): string => `${directory}/containerd.sock`;

/** Root, state and all else of containerd stay at their defaults, which in the node's own mount namespace are inside `directory`. */
export function containerdConfig({ directory, sandboxImage, mayLowerOomScore }: NodeSettings): string {
  return `version = 3
imports = []
[grpc]
  address = '${containerdSocket(directory)}'
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '${sandboxImage}'
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = ${String(!mayLowerOomScore)}
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['/usr/lib/cni', '/opt/cni/bin']
  conf_dir = '${directory}/cni'
[plugins.'io.containerd.nri.v1.nri']
  disable = true
`;
}

/** Point to point, not a bridge: all traffic is routed, so answers between pods behind a Service pass the same translation as the requests. */
export function cniConfig({ network }: NodeSettings): object {
  return {
    cniVersion: '1.0.0',
    name: 'k6-cluster',
    plugins: [
      { type: 'ptp', ipam: { type: 'host-local', ranges: [[{ subnet: network.podCidr }]], routes: [{ dst: '0.0.0.0/0' }] } },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}

/** Nothing is reserved, evicted or collected: the machine belongs to the load test. */
export function kubeletConfig({ directory, network, pki, cgroup }: NodeSettings): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: network.nodeAddress,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: pki.authority.certificate } },
    authorization: { mode: 'Webhook' },
    tlsCertFile: pki.kubeletServing.certificate,
    tlsPrivateKeyFile: pki.kubeletServing.key,
    containerRuntimeEndpoint: `unix://${containerdSocket(directory)}`,
    resolvConf: `${directory}/resolv.conf`,
    clusterDNS: [network.dnsAddress],
    clusterDomain: 'cluster.local',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    evictionHard: {},
    imageGCHighThresholdPercent: 100,
    maxPods: 250,
    serializeImagePulls: false,
    registryPullQPS: 0,
    eventRecordQPS: 0,
    kubeAPIQPS: 200,
    kubeAPIBurst: 400,
    makeIPTablesUtilChains: false,
    oomScoreAdj: 0,
    volumePluginDir: '/var/lib/kubelet/volume-plugins',
  };
}

export function kubeProxyConfig({ name, network, pki }: NodeSettings): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: pki.kubeconfigs.kubeProxy },
    hostnameOverride: name,
    clusterCIDR: network.podCidr,
    // The table's size is the machine's, not this network namespace's, to set.
    conntrack: { maxPerCore: 0, min: 0 },
    oomScoreAdj: 0,
  };
}
