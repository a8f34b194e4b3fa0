import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority, createKeyPair, type KeyPair, type Subject } from './certificates.ts';
import { renderKubeconfig } from './kubeconfig.ts';

/** Paths of a certificate and its key. */
export interface KeyPairFiles {
  certificate: string;
  key: string;
}

export interface PkiFiles {
  authority: KeyPairFiles;
  apiServer: KeyPairFiles;
  /** What the API server shows to kubelets. */
  kubeletClient: KeyPairFiles;
  /** What the kubelet serves logs and exec with. */
  kubeletServing: KeyPairFiles;
  serviceAccount: { publicKey: string; privateKey: string };
  kubeconfigs: { admin: string; controllerManager: string; scheduler: string; kubelet: string; kubeProxy: string };
}

export interface PkiInput {
  directory: string;
  /** Name of the cluster and context in the kubeconfigs. */
  name: string;
  /** https://host:port as everyone reaches it. */
  server: string;
  apiServerNames: readonly string[];
  node: { name: string; address: string };
}

/** Who is who, in the users and groups that Kubernetes' own RBAC bindings know. */
const users: Record<keyof PkiFiles['kubeconfigs'], (node: string) => Subject> = {
  admin: () => ({ commonName: 'admin', organizations: ['system:masters'] }),
  controllerManager: () => ({ commonName: 'system:kube-controller-manager' }),
  scheduler: () => ({ commonName: 'system:kube-scheduler' }),
  kubelet: (node) => ({ commonName: `system:node:${node}`, organizations: ['system:nodes'] }),
  kubeProxy: () => ({ commonName: 'system:kube-proxy' }),
};

/** Makes an authority and all that a cluster needs of it anew in `<directory>/pki`. */
export async function createPki(input: PkiInput, now: Date): Promise<PkiFiles> {
  const folder = join(input.directory, 'pki');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const writePair = (name: string, pair: KeyPair): KeyPairFiles => ({
    certificate: write(`${name}.crt`, pair.certificate),
    key: write(`${name}.key`, pair.key),
  });
  const authority = await createAuthority('kubernetes', now);
  const issue = async (name: string, subject: Subject): Promise<KeyPairFiles> => writePair(name, await authority.issue(subject));
  const kubeconfig = async (name: keyof PkiFiles['kubeconfigs']): Promise<[string, string]> => {
    const user = await authority.issue(users[name](input.node.name));
    return [name, write(`${name}.kubeconfig`, renderKubeconfig({ name: input.name, server: input.server, authority: authority.certificate, user }))];
  };
  const [apiServer, kubeletClient, kubeletServing, serviceAccount, kubeconfigs] = await Promise.all([
    issue('apiserver', { commonName: 'kube-apiserver', servesAs: input.apiServerNames }),
    issue('kubelet-client', { commonName: 'kube-apiserver-kubelet-client', organizations: ['system:masters'] }),
    issue('kubelet', { commonName: `system:node:${input.node.name}`, servesAs: [input.node.name, input.node.address] }),
    createKeyPair(),
    Promise.all((Object.keys(users) as (keyof typeof users)[]).map(kubeconfig)),
  ]);
  return {
    authority: writePair('ca', authority),
    apiServer,
    kubeletClient,
    kubeletServing,
    serviceAccount: { publicKey: write('service-account.pub', serviceAccount.publicKey), privateKey: write('service-account.key', serviceAccount.privateKey) },
    kubeconfigs: Object.fromEntries(kubeconfigs) as PkiFiles['kubeconfigs'],
  };
}
