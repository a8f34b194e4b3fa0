import { KubeConfig } from '@kubernetes/client-node';
import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

interface Call {
  name: string;
  /** The plugin alone, and as its users start it where kubectl passes the command on: that takes one more start of kubectl. */
  ours: string[];
  through?: string[];
  theirs?: string[];
}

const within = ['-n', namespace];
const get = ['kubectl', 'get', 'k6s,testruns', ...within];

/** What a user waits for: from the call to the end of the process, each beside kubectl's own `get` in the same round. */
const calls: Call[] = [
  { name: 'node that does nothing', ours: ['node', '-e', '0'] },
  { name: 'kubectl-k6 --version', ours: ['kubectl-k6', '--version'] },
  { name: `status of ${runs} runs`, ours: ['kubectl-k6', 'status', ...within], through: ['kubectl', 'k6', 'status', ...within], theirs: get },
  {
    name: `status of one run among ${runs * runnersEach} pods`,
    ours: ['kubectl-k6', 'status', 'run-7', ...within], through: ['kubectl', 'k6', 'status', 'run-7', ...within], theirs: ['kubectl', 'get', 'k6', 'run-7', ...within],
  },
  { name: `completion of ${runs} names`, ours: ['kubectl_complete-k6', 'status', ...within, ''], theirs: [...get, '-o', 'name'] },
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
    const env = { PATH: path, KUBECONFIG: await asYaml(controlPlane.kubeconfig, folder), XDG_CACHE_HOME: join(folder, 'cache') };
    const figures: Figure[] = [];
    for (const call of calls) figures.push(...await compare(call, env));
    return figures;
  } finally {
    await controlPlane.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare({ name, ours, through, theirs }: Call, env: Record<string, string>): Promise<Figure[]> {
  const ways = [theirs, ours, through].filter((call) => call !== undefined);
  const times = ways.map((): number[] => []);
  // The first of each writes caches: kubectl's of what the server offers, Node's of compiled code.
  for (let round = -1; round < rounds; round += 1) {
    for (const [at, call] of ways.entries()) {
      const taken = await milliseconds(call, env);
      if (round >= 0) times[at]?.push(taken);
    }
  }
  const [first = 0, ...others] = times.map(median);
  if (theirs === undefined) return [{ name, value: first, unit: 'ms', note: `p50 of ${rounds}` }];
  const words = theirs.filter((word) => !within.includes(word)).join(' ');
  const compared = others.map((value, at) => ({ name: at === 0 ? name : '  the same through kubectl', value, unit: 'ms', ratio: { to: 'kubectl', value: value / first } }));
  return [{ name: words, value: first, unit: 'ms', note: `p50 of ${rounds}` }, ...compared];
}

async function milliseconds([file = '', ...args]: string[], env: Record<string, string>): Promise<number> {
  const begin = performance.now();
  await execa(file, args, { env, stdin: 'ignore' });
  return performance.now() - begin;
}

/** As kubectl writes it: ours is JSON, which is read faster than what users have. */
async function asYaml(kubeconfig: string, folder: string): Promise<string> {
  const { stdout } = await execa(await kubectl(), ['config', 'view', '--raw', '--kubeconfig', kubeconfig]);
  const path = join(folder, 'kubeconfig.yaml');
  writeFileSync(path, stdout, { mode: 0o600 });
  return path;
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
