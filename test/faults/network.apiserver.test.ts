import { describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { startControlPlane } from '../../cluster/controlplane.ts';
import type { RunStatus } from '../../api/status.ts';
import { startFaultProxy, type FaultProxy, type Handler } from '../fakes/faultproxy.ts';
import { installCrds } from '../setup/crds.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { startOperator } from './operator.ts';
import { isOver, Stage } from './stage.ts';

/** A whole run behind a proxy that `disturb` is let loose on once the controller is up. */
async function runThrough(disturb: (proxy: FaultProxy, stage: Stage) => Handler | undefined): Promise<{ status: RunStatus; stage: Stage; proxy: FaultProxy }> {
  const stage = await Stage.open({ loadMilliseconds: 1500 });
  const proxy = await startFaultProxy(testKubeconfigPath());
  const operator = await startOperator({ kubeconfig: proxy.kubeconfig, namespace: stage.namespace });
  try {
    await operator.says('caches are filled');
    proxy.onCall(disturb(proxy, stage));
    await stage.apply('run', { parallelism: 3 });
    return { status: await stage.until('run', isOver, 90), stage, proxy };
  } finally {
    await operator.kill();
    await proxy.close();
    await stage.close();
  }
}

function expectCleanEnd({ status, stage }: { status: RunStatus; stage: Stage }): void {
  expect(status).toMatchObject({ stage: 'finished', result: 'Passed', exitCode: 0, runners: { succeeded: 3, failed: 0 } });
  expect(stage.kubelet.jobsMade.toSorted()).toEqual(['run-1', 'run-2', 'run-3', 'run-initializer', 'run-starter']);
  expect(stage.kubelet.runnersStarted).toHaveLength(3);
}

describe('a run ends right', () => {
  it('where every watch is cut in the middle of a line again and again', async () => {
    let cuts = 0;
    const ended = await runThrough((proxy) => {
      const timer = setInterval(() => {
        cuts += proxy.openWatches();
        proxy.cutWatches({ midLine: true });
      }, 700);
      timer.unref();
      setTimeout(() => clearInterval(timer), 60_000).unref();
      return undefined;
    });
    expectCleanEnd(ended);
    expect(cuts).toBeGreaterThan(4);
  }, 120_000);

  it('where every resumed watch is answered with 410 Gone', async () => {
    let gone = 0;
    const ended = await runThrough((proxy) => {
      proxy.cutWatches();
      return (call, phase) => {
        if (phase !== 'before' || call.query.get('watch') !== 'true' || gone >= 8) return undefined;
        gone += 1;
        return { status: 410 };
      };
    });
    expectCleanEnd(ended);
    expect(gone).toBeGreaterThan(3);
  }, 120_000);

  it('where each write is first turned away with 429 and Retry-After', async () => {
    const seen = new Set<string>();
    const ended = await runThrough(() => (call, phase) => {
      const key = `${call.method} ${call.path} ${JSON.stringify(call.body)}`;
      if (phase !== 'before' || call.method === 'GET' || seen.has(key)) return undefined;
      seen.add(key);
      return { status: 429, retryAfterSeconds: 1 };
    });
    expectCleanEnd(ended);
    expect(seen.size).toBeGreaterThan(5);
  }, 120_000);

  it('where the answer to each create is lost after it was executed', async () => {
    const lost = new Set<string>();
    const ended = await runThrough(() => (call, phase) => {
      const name = (call.body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? '';
      if (phase !== 'after' || call.method !== 'POST' || !call.path.endsWith('/jobs') || lost.has(name)) return undefined;
      lost.add(name);
      return { drop: true };
    });
    expectCleanEnd(ended);
    expect(lost.size).toBe(5);
  }, 120_000);

  it('where the API server is restarted in the middle', async () => {
    const controlPlane = await startControlPlane();
    try {
      await installCrds(controlPlane.kubeconfig);
      const config = new KubeConfig();
      config.loadFromFile(controlPlane.kubeconfig);
      const stage = await Stage.open({ loadMilliseconds: 6000 }, config);
      const operator = await startOperator({ kubeconfig: controlPlane.kubeconfig, namespace: stage.namespace });
      await operator.says('caches are filled');
      await stage.apply('run', { parallelism: 3 });
      await stage.until('run', ({ stage: at }) => at === 'started');
      await controlPlane.restartApiServer(2000);
      const status = await stage.until('run', isOver, 90);
      await operator.kill();
      stage.kubelet.stop();
      expectCleanEnd({ status, stage });
    } finally {
      await controlPlane.stop();
    }
  }, 180_000);
});
