import { KubeConfig } from '@kubernetes/client-node';
import { execa } from 'execa';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { labels } from '../../api/labels.ts';
import type { Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import { kubectl } from '../../cluster/bin.ts';
import { startControlPlane } from '../../cluster/controlplane.ts';
import { root } from '../../cluster/paths.ts';
import { createClient, type Client } from '../../kube/client.ts';
import { k6s, namespaces, pods } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { bundlePlugin } from '../../plugin/bundle/bundle.ts';
import { installCrds } from '../setup/crds.ts';
import { median, type Figure } from './figure.ts';

const namespace = 'bench-plugin';
const runs = 200;
const runnersEach = 10;
const rounds = 15;

/** What a user waits for: from the call to the end of the process, each beside kubectl's own `get` in the same round. */
const calls: { name: string; ours: string[]; theirs?: string[] }[] = [
  { name: 'kubectl-k6 --version', ours: ['kubectl-k6', '--version'] },
  { name: `status of ${runs} runs`, ours: ['kubectl-k6', 'status', '-n', namespace], theirs: ['kubectl', 'get', 'k6s,testruns', '-n', namespace] },
  { name: `status of one run among ${runs * runnersEach} pods`, ours: ['kubectl-k6', 'status', 'run-7', '-n', namespace], theirs: ['kubectl', 'get', 'k6', 'run-7', '-n', namespace] },
  {
    name: `completion of ${runs} names`, ours: ['kubectl_complete-k6', 'status', '-n', namespace, ''], theirs: ['kubectl', 'get', 'k6s,testruns', '-n', namespace, '-o', 'name'],
  },
];

/** How long the plugin's commands take against kubectl's, with as many runs and pods as a busy cluster has. */
export async function benchPlugin(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-k6-'));
  const controlPlane = await startControlPlane();
  try {
    await Promise.all([bundlePlugin(root, folder), installCrds(controlPlane.kubeconfig)]);
    const config = new KubeConfig();
    config.loadFromFile(controlPlane.kubeconfig);
    const transport = createTransport(config);
    await fill(createClient(transport));
    await transport.close();
    const path = [folder, dirname(process.execPath), dirname(await kubectl()), process.env['PATH'] ?? ''].join(':');
    const env = { PATH: path, KUBECONFIG: controlPlane.kubeconfig };
    const figures: Figure[] = [];
    for (const call of calls) figures.push(...await compare(call, env));
    return figures;
  } finally {
    await controlPlane.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare({ name, ours, theirs }: (typeof calls)[number], env: Record<string, string>): Promise<Figure[]> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  // The first of each writes caches: kubectl's of what the server offers, Node's of compiled code.
  for (let round = -1; round < rounds; round += 1) {
    const taken = { ours: await milliseconds(ours, env), theirs: theirs === undefined ? 0 : await milliseconds(theirs, env) };
    if (round < 0) continue;
    times.ours.push(taken.ours);
    times.theirs.push(taken.theirs);
  }
  const value = median(times.ours);
  if (theirs === undefined) return [{ name, value, unit: 'ms', note: `p50 of ${rounds}` }];
  const base = median(times.theirs);
  const kubectlName = theirs.filter((word) => word !== '-n' && word !== namespace).join(' ');
  return [{ name: kubectlName, value: base, unit: 'ms', note: `p50 of ${rounds}` }, { name, value, unit: 'ms', ratio: { to: 'kubectl', value: value / base } }];
}

async function milliseconds([file = '', ...args]: string[], env: Record<string, string>): Promise<number> {
  const begin = performance.now();
  await execa(file, args, { env, stdin: 'ignore' });
  return performance.now() - begin;
}

/** Runs with the status that a controller would have written, and pods with their labels. */
async function fill(client: Client): Promise<void> {
  await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const limit = pLimit(32);
  await Promise.all(Array.from({ length: runs }, (_, at) => limit(async () => {
    const name = `run-${at}`;
    await client.create(k6s, { metadata: { name, namespace }, spec: { parallelism: runnersEach, script: { configMap: { name: 't' } } } } as unknown as Run);
    await client.patch(k6s, { namespace, name }, { status: status() }, { subresource: 'status' });
    for (let index = 1; index <= runnersEach; index += 1) await client.create(pods, pod(name, index));
  })));
}

function status(): object {
  const at = new Date().toISOString();
  const conditions = ['RunnersReady', 'Started', 'Finished', 'Passed'].map((type) => (
    { type, status: 'True', reason: 'ThresholdsPassed', message: 'every runner ended with exit code 0', observedGeneration: 1, lastTransitionTime: at }
  ));
  const counts = { total: runnersEach, ready: 0, running: 0, succeeded: runnersEach, failed: 0, readyTotal: `0/${runnersEach}` };
  return { stage: 'finished', result: 'Passed', exitCode: 0, runners: counts, start: { time: at, skewMilliseconds: 3 }, finishedAt: at, conditions };
}

function pod(run: string, index: number): Pod {
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: `${run}-${index}-x7k2p`, namespace, labels: { [labels.app]: 'k6', [labels.run]: run, [labels.runnerIndex]: String(index) } },
    spec: { containers: [{ name: 'k6', image: 'k6:1' }] },
  };
}
