import { describe, expect, it } from '@jest/globals';
import { containerdConfig, kubeletConfig, type NodeSettings } from '../../../cluster/node/config.ts';
import { corefile } from '../../../cluster/node/dns.ts';
import { mayLowerOomScore } from '../../../cluster/node/files.ts';
import { networkPlan } from '../../../cluster/node/network.ts';
import { missingPackages } from '../../../cluster/node/packages.ts';

const pair = { certificate: '/x.crt', key: '/x.key' };
const settings: NodeSettings = {
  directory: '/d',
  name: 'k6-node',
  network: networkPlan(1),
  pki: {
    authority: pair,
    apiServer: pair,
    kubeletClient: pair,
    kubeletServing: pair,
    serviceAccount: { publicKey: '/p', privateKey: '/k' },
    kubeconfigs: { admin: '/a', controllerManager: '/c', scheduler: '/s', kubelet: '/k', kubeProxy: '/p' },
  },
  cgroup: 'k6-cluster-1',
  sandboxImage: 'pause',
  mayLowerOomScore: false,
};

describe('containerd', () => {
  it.each([
    [false, 'restrict_oom_score_adj = true'],
    [true, 'restrict_oom_score_adj = false'],
  ])('leaves oom scores alone unless it may lower them (%s)', (may, line) => {
    expect(containerdConfig({ ...settings, mayLowerOomScore: may })).toContain(line);
  });
});

describe('the right to lower an oom score', () => {
  it.each([
    ['000001ffffffffff', true],
    ['000001fffeffffff', false],
    ['0000000000000000', false],
  ])('is read from the capabilities %s', (mask, may) => {
    expect(mayLowerOomScore(`Name:\tnode\nCapEff:\t${mask}\nCapBnd:\t000001ffffffffff\n`)).toBe(may);
  });
});

describe('the kubelet', () => {
  it('keeps its pods in the cluster’s own cgroup and asks the cluster’s own DNS', () => {
    expect(kubeletConfig(settings)).toMatchObject({ cgroupRoot: '/k6-cluster-1', clusterDNS: ['10.97.0.10'], address: '198.18.1.2' });
  });
});

describe('CoreDNS', () => {
  it('passes on other names only where there is somebody to ask', () => {
    expect(corefile([])).not.toContain('forward');
    expect(corefile(['192.0.2.53', '192.0.2.54'])).toContain('forward . 192.0.2.53 192.0.2.54');
  });
});

describe('the packages to install', () => {
  it('are those whose program is not there', () => {
    expect(missingPackages((path) => path !== '/usr/sbin/runc')).toEqual(['runc']);
    expect(missingPackages(() => true)).toEqual([]);
  });
});
