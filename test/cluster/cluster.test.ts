import { describe, expect, it } from '@jest/globals';
import { clusterUp, wantedCluster } from '../../cluster/cluster.ts';
import { clusterDirectory } from '../../cluster/paths.ts';

describe('the cluster to use', () => {
  it.each([
    [{}, 'node'],
    [{ CLUSTER: 'kind' }, 'kind'],
    [{ CONTEXT: 'prod', CLUSTER: 'kind' }, 'context'],
    [{ CONTEXT: '', CLUSTER: '' }, 'node'],
  ])('is chosen by the environment %j', (env, kind) => {
    expect(wantedCluster(env)).toBe(kind);
  });

  it('is not guessed', () => {
    expect(() => wantedCluster({ CLUSTER: 'minikube' })).toThrow('CLUSTER=minikube is not known');
  });

  it('keeps its state in the cache, or where K6_CLUSTER_DIR says', () => {
    expect(clusterDirectory({ XDG_CACHE_HOME: '/c' })).toBe('/c/k6-operator/cluster');
    expect(clusterDirectory({ XDG_CACHE_HOME: '/c', K6_CLUSTER_DIR: '/d' })).toBe('/d');
  });
});

describe('a folder that a node cannot live in', () => {
  const asRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0 ? it : it.skip;

  asRootOnLinux.each(['/run/k6', '/var/lib/k6', `/tmp/${'x'.repeat(100)}`])('is refused in one line: %s', async (directory) => {
    await expect(clusterUp({ K6_CLUSTER_DIR: directory })).rejects.toThrow(/^K6_CLUSTER_DIR .*$/);
  });
});
