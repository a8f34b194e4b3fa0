import { KubeConfig } from '@kubernetes/client-node';
import pLimit from 'p-limit';
import pino from 'pino';
import type { ConfigMap, Job } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import { startControlPlane } from '../../cluster/controlplane.ts';
import { runController } from '../../controller/controller.ts';
import { runnerJob } from '../../controller/jobs/runner/job.ts';
import { Metrics } from '../../controller/metrics.ts';
import { createClient, type Client } from '../../kube/client.ts';
import { configMaps, jobs, k6s, namespaces } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { installCrds } from '../setup/crds.ts';
import { median, type Figure } from './figure.ts';

const concurrency = 64;
const rounds = 5;
/** The first pair warms caches and compilers up and does not count. */
const warmUp = 1;
const settings = { operatorImage: 'operator:1', runnerImage: 'k6:1', maxParallelism: 1000 };

/** Jobs per second, from the first create that was sent to the last that was answered. */
type Creator = (namespace: string, runners: number) => Promise<number>;

/** How fast the controller makes runner Jobs, against the same Jobs created as fast as the API server takes them from one client. */
export async function benchCreate(): Promise<Figure[]> {
  const controlPlane = await startControlPlane();
  try {
    await installCrds(controlPlane.kubeconfig);
    const config = new KubeConfig();
    config.loadFromFile(controlPlane.kubeconfig);
    const transport = createTransport(config);
    const client = createClient(transport);
    const figures: Figure[] = [];
    for (const runners of [100, 500]) figures.push(...await compare(client, config, runners));
    await transport.close();
    return figures;
  } finally {
    await controlPlane.stop();
  }
}

/** Both ways in turn, each round in the other order, since the job controller still works on the round before. */
async function compare(client: Client, config: KubeConfig, runners: number): Promise<Figure[]> {
  const ways: Record<'raw' | 'controller', Creator> = {
    raw: (namespace, count) => createRaw(client, namespace, count),
    controller: (namespace, count) => createByController(client, config, namespace, count),
  };
  const rates = { raw: [] as number[], controller: [] as number[] };
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const order = round % 2 === 0 ? (['raw', 'controller'] as const) : (['controller', 'raw'] as const);
    for (const way of order) {
      const namespace = `bench-${way}-${runners}-${round}`;
      await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      const rate = await ways[way](namespace, runners);
      if (round >= warmUp) rates[way].push(rate);
      await settled(client, namespace, runners);
    }
  }
  const ratios = rates.controller.map((rate, at) => rate / (rates.raw[at] ?? Number.NaN));
  const raw = { name: `create ${runners} runner Jobs, raw concurrent creates`, value: median(rates.raw), unit: 'Jobs/s' };
  const note = `ratio is the median of ${rounds} pairs: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`;
  return [raw, { name: `create ${runners} runner Jobs, by the controller`, value: median(rates.controller), unit: 'Jobs/s', note, ratio: { to: raw.name, value: median(ratios) } }];
}

function runIn(namespace: string, parallelism: number): Run {
  return {
    apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'bench', namespace, uid: '' },
    spec: { parallelism, script: { configMap: { name: 'script' } }, initializer: { disabled: true } },
  };
}

async function createRaw(client: Client, namespace: string, runners: number): Promise<number> {
  const configMap: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner', namespace } };
  const owner = await client.create(configMaps, configMap);
  const run = { ...runIn(namespace, runners), apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner', namespace, uid: owner.metadata?.uid ?? '' } } as unknown as Run;
  const all: Job[] = Array.from({ length: runners }, (_, at) => runnerJob(run, at + 1, { total: runners, settings }));
  const limit = pLimit(concurrency);
  const begin = performance.now();
  await Promise.all(all.map((job) => limit(() => client.create(jobs, job))));
  return runners / ((performance.now() - begin) / 1000);
}

async function createByController(client: Client, config: KubeConfig, namespace: string, runners: number): Promise<number> {
  const stop = new AbortController();
  const span = { first: Infinity, last: 0, count: 0 };
  const transport = createTransport(config, {
    onCall: ({ method, path, seconds }) => {
      if (method !== 'POST' || !path.endsWith('/jobs')) return;
      const now = performance.now();
      span.first = Math.min(span.first, now - seconds * 1000);
      span.last = now;
      span.count += 1;
    },
  });
  const leaderElection = { enabled: false, namespace, name: 'bench', identity: 'bench' };
  const controllerConfig = { settings, namespaces: [namespace], leaderElection, port: 0, logLevel: 'silent', workers: 8, concurrency };
  const running = runController({ config: controllerConfig, transport, metrics: new Metrics(), log: pino({ level: 'silent' }), signal: stop.signal });
  const script: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'script', namespace }, data: { 'test.js': '' } };
  await client.create(configMaps, script);
  await client.create(k6s, runIn(namespace, runners));
  while (span.count < runners) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  await running;
  await transport.close();
  return runners / ((span.last - span.first) / 1000);
}

/** Waits until the job controller has made the pods of a round, so that the next round does not pay for this one. */
async function settled(client: Client, namespace: string, runners: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { items } = await client.list(jobs, { namespace });
    if (items.filter(({ status }) => (status?.active ?? 0) > 0).length === runners) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
