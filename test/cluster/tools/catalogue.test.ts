import { describe, expect, it } from '@jest/globals';
import { buildOf, partOf } from '../../../cluster/tools/catalogue.ts';

describe('the build of a part', () => {
  it('installs what Go can install, at its version', () => {
    expect(buildOf('k6').arguments).toEqual(['install', '-ldflags', '-s -w', 'go.k6.io/k6@v1.8.1']);
  });

  it('goes through a module of our own where Go refuses to install', () => {
    expect(buildOf('etcd')).toMatchObject({ module: 'etcd', arguments: ['build', '-ldflags', '-s -w', 'go.etcd.io/etcd/server/v3'] });
  });

  it('tells Kubernetes its version, without which it says v0.0.0-master', () => {
    const flags = buildOf('kubernetes').arguments[2];
    for (const flag of ['gitVersion=v1.37.2', 'gitMajor=1', 'gitMinor=37', 'k8s.io/client-go/pkg/version.gitVersion=v1.37.2']) expect(flags).toContain(flag);
  });

  it('makes all of Kubernetes in one call', () => {
    const { binaries, arguments: args } = buildOf('kubernetes');
    expect(args.slice(3)).toEqual(binaries.map((name) => `k8s.io/kubernetes/cmd/${name}`));
  });
});

describe('the part of a binary', () => {
  it('is found by its name', () => {
    expect(partOf('kubelet')).toBe('kubernetes');
    expect(partOf('ctr')).toBe('containerd');
  });

  it('does not exist for an unknown name', () => {
    expect(() => partOf('kubeadm')).toThrow('no part of the cluster has a binary named "kubeadm"');
  });
});
