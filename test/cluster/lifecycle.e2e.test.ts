import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wantedCluster, whyNoNode } from '../../cluster/cluster.ts';
import { readState } from '../../cluster/node/state.ts';
import { identify } from '../../cluster/process/identity.ts';
import { recorded } from '../../cluster/process/record.ts';
import { root } from '../../cluster/paths.ts';
import { eventually } from '../e2e/objects.ts';

const describeOwnNode = wantedCluster() === 'node' && whyNoNode() === undefined ? describe : describe.skip;

/** A second cluster, beside the one that the other tests use. */
describeOwnNode('cluster/up and cluster/down', () => {
  let parent: string;
  let directory: string;

  const environment = (): Record<string, string> => ({ K6_CLUSTER_DIR: directory });
  const up = (): ReturnType<typeof execa> => execa(join(root, 'cluster', 'up'), { env: environment() });
  const down = (): ReturnType<typeof execa> => execa(join(root, 'cluster', 'down'), { env: environment() });
  const pid = (name: string): number => recorded(directory).get(name)?.pid ?? 0;

  /** Starts `up` and kills it as soon as it says `line`. */
  const upKilledAt = async (line: string): Promise<void> => {
    const child = up();
    child.stderr?.on('data', (text: Buffer) => {
      if (text.includes(line)) child.kill('SIGKILL');
    });
    await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' });
  };

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'k6-up-'));
    directory = join(parent, 'c');
  });
  afterAll(async () => {
    await down();
    rmSync(parent, { recursive: true });
  }, 60_000);

  it.each([
    'starting the control plane',
    'loading image',
    'starting the node',
  ])('starts a whole cluster after an up that kill -9 met at "%s"', async (line) => {
    await down();
    await upKilledAt(line);
    const { stderr } = await up();
    expect(stderr).toContain('removed what was left of an earlier cluster');
    expect(identify(pid('kubelet'))).toBeDefined();
  }, 180_000);

  it('uses a healthy cluster again as it is', async () => {
    await up();
    const before = recorded(directory);
    const { stdout, stderr } = await up();
    expect(stdout).toContain(`export KUBECONFIG=${directory}/kubeconfig`);
    expect(stderr).not.toContain('starting');
    expect(recorded(directory)).toEqual(before);
  }, 180_000);

  it('starts anew when a part of the cluster has died', async () => {
    const before = pid('kube-apiserver');
    process.kill(pid('sandbox-first'), 'SIGKILL');
    const { stderr } = await up();
    expect(stderr).toContain('ended');
    expect(pid('kube-apiserver')).not.toBe(before);
  }, 180_000);

  it('leaves no process, mount, link, route, nft rule or cgroup behind', async () => {
    const { network, cgroup } = readState(directory) ?? {};
    const namespace = readlinkSync(`/proc/${pid('sandbox-first')}/ns/pid`);
    const traces = (): Promise<Record<string, string[]>> => tracesOf({ directory, namespace, link: network?.link ?? '', cgroup: cgroup ?? '' });
    const there = await traces();
    expect(there['processes']?.length).toBeGreaterThan(8);
    for (const kind of ['links', 'routes', 'rules', 'cgroups']) expect(there[kind]).not.toEqual([]);
    await down();
    // A helper of its own, such as nsenter, sees the end of its child a moment later.
    const left = await eventually(traces, ({ processes = [] }) => processes.length === 0, 10);
    expect(left).toEqual({ processes: [], mounts: [], links: [], routes: [], rules: [], cgroups: [] });
    expect(existsSync(directory)).toBe(false);
  }, 180_000);

  it('says that there was nothing to take down', async () => {
    expect((await down()).stdout).toBe('There was no cluster.');
  });
});

interface Cluster {
  directory: string;
  namespace: string;
  link: string;
  cgroup: string;
}

/** Everything on this machine that belongs to a cluster. */
async function tracesOf({ directory, namespace, link, cgroup }: Cluster): Promise<Record<string, string[]>> {
  const lines = async (word: string, file: string, ...args: string[]): Promise<string[]> =>
    (await execa(file, args)).stdout.split('\n').filter((line) => line.includes(word));
  return {
    processes: readdirSync('/proc').filter((name) => /^\d+$/.test(name) && belongs(name, namespace, directory)).map(described),
    mounts: readFileSync('/proc/mounts', 'utf8').split('\n').filter((line) => line.includes(directory)),
    links: await lines(link, 'ip', '-oneline', 'link'),
    routes: await lines(link, 'ip', 'route'),
    rules: await lines(cgroup, 'nft', 'list', 'tables'),
    cgroups: readdirSync('/sys/fs/cgroup', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join('/sys/fs/cgroup', entry.name, cgroup)))
      .map((entry) => entry.name),
  };
}

function described(pid: string): string {
  try {
    return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`;
  } catch {
    return `${pid}, which has ended since`;
  }
}

function belongs(pid: string, namespace: string, directory: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) === namespace || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
  } catch {
    // It ended while we looked.
    return false;
  }
}
