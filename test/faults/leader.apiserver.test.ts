import { describe, expect, it } from '@jest/globals';
import { leases } from '../../kube/resources.ts';
import { startFaultProxy, type Call } from '../fakes/faultproxy.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { startOperator, type Operator } from './operator.ts';
import { isOver, Stage } from './stage.ts';

const electing = { LEADER_ELECT: 'true' };

/** What a controller wrote, its own lease apart. */
function writes(calls: Call[]): string[] {
  return calls.filter(({ method, path }) => method !== 'GET' && !path.includes('/leases')).map(({ method, path }) => `${method} ${path}`);
}

async function holder({ client, namespace }: Stage): Promise<string> {
  return (await client.get(leases, { namespace, name: 'k6-operator-controller' })).spec?.holderIdentity ?? '';
}

describe('two controllers', () => {
  it.each(['/jobs', '/status'])('come to one clean end where the leader is stopped at a write to %s and wakes up after its lease was taken', async (path) => {
    const stage = await Stage.open({ loadMilliseconds: 20_000 });
    const proxies = [await startFaultProxy(testKubeconfigPath()), await startFaultProxy(testKubeconfigPath())] as const;
    const operators: Operator[] = [];
    try {
      const [first, second] = proxies;
      const leader = await startOperator({ kubeconfig: first.kubeconfig, namespace: stage.namespace, env: electing });
      operators.push(leader);
      await leader.says('caches are filled');
      let stopped = false;
      first.onCall((call, phase) => {
        if (stopped || phase !== 'before' || call.method === 'GET' || !call.path.includes(path) || stage.kubelet.jobsMade.length < 2) return undefined;
        stopped = true;
        leader.signal('SIGSTOP');
        return undefined;
      });
      const standby = await startOperator({ kubeconfig: second.kubeconfig, namespace: stage.namespace, env: electing });
      operators.push(standby);
      await stage.apply('run');
      await standby.says('caches are filled');
      expect(stopped).toBe(true);
      const before = first.calls.length;
      leader.signal('SIGCONT');
      await leader.exited;
      expect(leader.process.exitCode).toBe(1);
      const status = await stage.until('run', isOver);
      expect(status).toMatchObject({ stage: 'finished', result: 'Passed' });
      expect(writes(first.calls.slice(before))).toEqual([]);
      expect(stage.kubelet.jobsMade.toSorted()).toEqual(['run-1', 'run-2', 'run-initializer', 'run-starter']);
      expect(stage.kubelet.runnersStarted).toHaveLength(2);
    } finally {
      await Promise.all(operators.map((operator) => operator.kill()));
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await stage.close();
    }
  }, 120_000);

  it('hand over at once where the leader is told to end', async () => {
    const stage = await Stage.open();
    const operators = [];
    try {
      const options = { kubeconfig: testKubeconfigPath(), namespace: stage.namespace, env: electing };
      const leader = await startOperator(options);
      operators.push(leader);
      await leader.says('caches are filled');
      const standby = await startOperator(options);
      operators.push(standby);
      const held = await holder(stage);
      leader.signal('SIGTERM');
      await leader.exited;
      expect(leader.process.exitCode).toBe(0);
      // A lease that was not given back would still name the leader, and be waited out.
      expect(held).not.toBe('');
      expect(await holder(stage)).not.toBe(held);
      await standby.says('caches are filled');
      await stage.apply('run');
      expect(await stage.until('run', isOver)).toMatchObject({ result: 'Passed' });
    } finally {
      await Promise.all(operators.map((operator) => operator.kill()));
      await stage.close();
    }
  }, 60_000);
});
