import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl } from '../../cluster/bin.ts';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { root } from '../../cluster/paths.ts';
import { identify, isAlive } from '../../cluster/process/identity.ts';
import { waitUntil } from '../../cluster/process/wait.ts';

const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

describe('a control plane of one’s own', () => {
  let controlPlane: ControlPlane;
  const run = async (...args: string[]): Promise<string> =>
    (await execa(await kubectl(), ['--kubeconfig', controlPlane.kubeconfig, ...args])).stdout;

  beforeAll(async () => {
    controlPlane = await startControlPlane();
  }, 60_000);
  afterAll(() => controlPlane.stop());

  it('runs the real four, which call themselves by their version', async () => {
    expect(Object.keys(controlPlane.pids())).toEqual(names);
    expect(await run('version', '--output=json')).toContain('"gitVersion": "v1.37.2"');
  });

  it('makes pods of Jobs, which wait for a node', async () => {
    await run('create', 'job', 'one', '--image=none');
    await run('wait', '--for=create', 'pod', '--selector=job-name=one', '--timeout=20s');
    await run('wait', '--for=condition=PodScheduled=False', 'pod', '--selector=job-name=one', '--timeout=20s');
  }, 60_000);

  it('keeps what is stored over a restart of the API server', async () => {
    const before = controlPlane.pids()['kube-apiserver'];
    await run('create', 'configmap', 'kept');
    await controlPlane.restartApiServer();
    expect(controlPlane.pids()['kube-apiserver']).not.toBe(before);
    expect(await run('get', 'configmap', 'kept', '--output=name')).toBe('configmap/kept');
  }, 60_000);
});

describe('the end of a control plane', () => {
  it('leaves no process and no file', async () => {
    const controlPlane = await startControlPlane();
    const pids = Object.values(controlPlane.pids());
    expect(pids.map((pid) => identify(pid) !== undefined)).toEqual([true, true, true, true]);
    await controlPlane.stop();
    expect(pids.map(identify)).toEqual([undefined, undefined, undefined, undefined]);
    expect(existsSync(controlPlane.directory)).toBe(false);
  }, 60_000);

  it('is told at once when a process dies, and of which one', async () => {
    const controlPlane = await startControlPlane();
    try {
      process.kill(controlPlane.pids()['etcd'] ?? 0, 'SIGKILL');
      await expect(controlPlane.died).rejects.toThrow(/^etcd ended with SIGKILL/);
    } finally {
      await controlPlane.stop();
    }
  }, 60_000);

  it('comes with the end of the process that asked for it, by kill -9 too', async () => {
    const module = join(root, 'cluster', 'controlplane.ts');
    const program = `const { startControlPlane } = await import(${JSON.stringify(module)});
      const controlPlane = await startControlPlane();
      console.log(JSON.stringify(Object.values(controlPlane.pids())));
      await new Promise((resolve) => setTimeout(resolve, 600_000));`;
    const owner = execa(process.execPath, ['--input-type=module', '--eval', program], { reject: false });
    const pids = JSON.parse(String(await new Promise((resolve) => owner.stdout.once('data', resolve)))) as number[];
    const identities = pids.map((pid) => identify(pid)).filter((one) => one !== undefined);
    expect(identities).toHaveLength(4);
    owner.kill('SIGKILL');
    await owner;
    await waitUntil('their end', () => Promise.resolve(!identities.some(isAlive)), { timeout: 10_000 });
  }, 60_000);
});
