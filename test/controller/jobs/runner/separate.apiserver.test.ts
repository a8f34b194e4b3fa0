import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Pod } from '../../../../api/kubernetes.ts';
import type { RunSpec } from '../../../../api/spec.ts';
import { joinNodes, taint } from '../../../fakes/nodes.ts';
import { pods } from '../../../../kube/resources.ts';
import { startOperator, type Operator } from '../../../faults/operator.ts';
import { Stage } from '../../../faults/stage.ts';
import { testKubeconfigPath } from '../../../setup/kubeconfig.ts';

const zone = 'topology.kubernetes.io/zone';
const mark = randomBytes(3).toString('hex');
const [a, b, c] = ['a', 'b', 'c'].map((letter) => `separate-${mark}-${letter}`) as [string, string, string];

const tolerations = [{ key: taint.key, operator: 'Exists' as const }];
/** The user's own affinity: the north alone, and rather not beside a database. */
const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: 'In', values: ['north'] }] }] } };
const preferred = [{ weight: 1, podAffinityTerm: { topologyKey: zone, labelSelector: { matchLabels: { app: 'database' } } } }];
const affinity = { nodeAffinity, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
const helper = { tolerations };
const inTheNorth = (parallelism: number): Partial<RunSpec> =>
  ({ parallelism, separate: true, runner: { tolerations, affinity }, starter: helper, initializer: helper });

describe('separate, with the real scheduler and two nodes that the user wants of three', () => {
  let stage: Stage;
  let operator: Operator;
  let leaveNodes: (() => Promise<void>) | undefined;

  const runners = async (run: string): Promise<Pod[]> =>
    (await stage.client.list(pods, { namespace: stage.namespace, labelSelector: `k6_cr=${run},runner=true` })).items;
  const nodesOf = async (run: string): Promise<(string | undefined)[]> => (await runners(run)).map(({ spec }) => spec?.nodeName).toSorted();

  beforeAll(async () => {
    stage = await Stage.open({ onNodes: true, loadMilliseconds: 600_000 });
    [operator, leaveNodes] = await Promise.all([
      startOperator({ kubeconfig: testKubeconfigPath(), namespace: stage.namespace }),
      joinNodes({ [a]: { [zone]: 'north' }, [b]: { [zone]: 'north' }, [c]: { [zone]: 'south' } }),
    ]);
    await Promise.all([stage.apply('one', inTheNorth(2)), stage.apply('two', inTheNorth(2)), stage.apply('three', inTheNorth(3))]);
  }, 120_000);
  afterAll(async () => {
    await operator.kill();
    await stage.close();
    await leaveNodes?.();
  });

  it('each runner of a run gets a node of its own, and another run is not kept off them', async () => {
    const [one, two] = await Promise.all([stage.until('one', ({ start }) => start !== undefined), stage.until('two', ({ start }) => start !== undefined)]);
    // Neither load ends while the test lasts, so neither run waited for the other's nodes.
    for (const status of [one, two]) expect(status).toMatchObject({ stage: 'started', runners: { total: 2, ready: 2 } });
    expect(await nodesOf('one')).toEqual([a, b]);
    expect(await nodesOf('two')).toEqual([a, b]);
  }, 90_000);

  it('the user’s own affinity is kept: in the pods, and by the scheduler', async () => {
    const [pod] = await runners('one');
    expect(pod?.spec?.affinity).toMatchObject({ nodeAffinity, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } });
    expect(await nodesOf('three')).not.toContain(c);
  }, 90_000);

  it('a runner too many waits, and the status says so in the scheduler’s words', async () => {
    const says = ({ conditions = [] }: { conditions?: { type: string; message: string }[] }): boolean =>
      conditions.some(({ type, message }) => type === 'RunnersReady' && message.includes('anti-affinity'));
    expect((await stage.until('three', says)).runners).toMatchObject({ total: 3, ready: 2 });
    expect((await nodesOf('three')).filter((node) => node !== undefined)).toEqual([a, b]);
  }, 90_000);
});
