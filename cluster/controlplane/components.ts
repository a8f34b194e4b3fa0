import type { Command } from '../process/daemon.ts';
import type { PkiFiles } from '../pki/files.ts';

export interface ControlPlaneSettings {
  directory: string;
  /** Where the API server listens: loopback for the control plane alone, the node's own address for a whole node. */
  address: string;
  ports: { etcd: number; etcdPeer: number; apiServer: number };
  serviceCidr: string;
  /** Whether pods and kubelets will come: then the `kubernetes` Service gets `address` as its endpoint. */
  node: boolean;
  pki: PkiFiles;
  /** Added to the API server's own, e.g. `--audit-log-path=…`. */
  apiServerArguments: readonly string[];
}

export interface Binaries {
  etcd: string;
  apiServer: string;
  controllerManager: string;
  scheduler: string;
}

/** Etcd asks nobody who he is, so it is on loopback always. */
const loopback = '127.0.0.1';

/** The store. It forgets on power loss, which a throwaway cluster may, and is a few times faster for it. */
export function etcd({ directory, ports }: ControlPlaneSettings, file: string): Command {
  const client = `http://${loopback}:${ports.etcd}`;
  const peer = `http://${loopback}:${ports.etcdPeer}`;
  return {
    name: 'etcd',
    file,
    arguments: [
      '--name=default',
      `--data-dir=${directory}/etcd`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--log-level=warn',
    ],
  };
}

export function apiServer(settings: ControlPlaneSettings, file: string): Command {
  const { address, ports, pki } = settings;
  return {
    name: 'kube-apiserver',
    file,
    arguments: [
      `--etcd-servers=http://${loopback}:${ports.etcd}`,
      `--bind-address=${address}`,
      `--secure-port=${ports.apiServer}`,
      // A loopback address may not be advertised; without a node nobody asks for the endpoint (192.0.2.0/24 is for documentation).
      ...(settings.node ? [`--advertise-address=${address}`] : ['--advertise-address=192.0.2.1', '--endpoint-reconciler-type=none']),
      `--service-cluster-ip-range=${settings.serviceCidr}`,
      '--authorization-mode=Node,RBAC',
      '--allow-privileged=true',
      `--client-ca-file=${pki.authority.certificate}`,
      `--tls-cert-file=${pki.apiServer.certificate}`,
      `--tls-private-key-file=${pki.apiServer.key}`,
      `--kubelet-certificate-authority=${pki.authority.certificate}`,
      `--kubelet-client-certificate=${pki.kubeletClient.certificate}`,
      `--kubelet-client-key=${pki.kubeletClient.key}`,
      // `kubectl logs` would otherwise look the node's host name up.
      '--kubelet-preferred-address-types=InternalIP',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${pki.serviceAccount.publicKey}`,
      `--service-account-signing-key-file=${pki.serviceAccount.privateKey}`,
      '--profiling=false',
      ...settings.apiServerArguments,
    ],
  };
}

/** Its rates are raised so that hundreds of runner Jobs get their pods within seconds; leader election is for several. */
export function controllerManager({ pki }: ControlPlaneSettings, file: string): Command {
  return {
    name: 'kube-controller-manager',
    file,
    arguments: [
      `--kubeconfig=${pki.kubeconfigs.controllerManager}`,
      '--leader-elect=false',
      '--secure-port=0',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${pki.serviceAccount.privateKey}`,
      `--root-ca-file=${pki.authority.certificate}`,
      `--cluster-signing-cert-file=${pki.authority.certificate}`,
      `--cluster-signing-key-file=${pki.authority.key}`,
      '--kube-api-qps=200',
      '--kube-api-burst=400',
      '--concurrent-job-syncs=50',
      '--concurrent-gc-syncs=20',
    ],
  };
}

export function scheduler({ pki }: ControlPlaneSettings, file: string): Command {
  return {
    name: 'kube-scheduler',
    file,
    arguments: [
      `--kubeconfig=${pki.kubeconfigs.scheduler}`,
      '--leader-elect=false',
      '--secure-port=0',
      '--kube-api-qps=200',
      '--kube-api-burst=400',
    ],
  };
}
