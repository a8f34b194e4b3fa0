import { KubeConfig } from '@kubernetes/client-node';
import { labels } from '../../api/labels.ts';
import type { ConfigMap, Pod } from '../../api/kubernetes.ts';
import type { Run } from '../../api/run.ts';
import { clusterUp } from '../../cluster/cluster.ts';
import { installOperator, operatorNamespace } from '../../cluster/demo/install.ts';
import { createClient, type Client } from '../../kube/client.ts';
import { startReflector } from '../../kube/reflector.ts';
import { configMaps, k6s, leases, namespaces, pods } from '../../kube/resources.ts';
import { createTransport } from '../../kube/transport.ts';
import { readCost, type Cost } from './cost.ts';
import type { Figure } from './figure.ts';

/** When each thing on the way to the load was first seen by a watch, in ms after the apply. */
type Milestones = Map<string, number>;

const script = `export const options = { vus: 60, duration: '3s' };
export default function () { const until = Date.now() + 50; while (Date.now() < until); }`;

/** From apply to load on the real node, and what a run costs the controller. */
export async function benchApply(): Promise<Figure[]> {
  const cluster = await clusterUp();
  const { runner } = await installOperator(cluster);
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  const transport = createTransport(config);
  const client = createClient(transport);
  const figures: Figure[] = [];
  for (const runners of [4, 30]) {
    const before = await costOfLeader(client);
    const seen = await oneRun(client, runners, runner);
    figures.push(...wayFigures(runners, seen), ...costFigures(runners, before, await costOfLeader(client)));
  }
  await transport.close();
  return figures;
}

async function oneRun(client: Client, parallelism: number, image: string): Promise<Milestones> {
  const namespace = `bench-apply-${parallelism}-${Date.now().toString(36)}`;
  await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const configMap: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'script', namespace }, data: { 'test.js': script } };
  await client.create(configMaps, configMap);
  const stop = new AbortController();
  const applied = Date.now();
  const seen: Milestones = new Map();
  const running = new Set<string>();
  const onPod = (pod: Pod): void => {
    for (const what of reached(pod, running, parallelism)) if (!seen.has(what)) seen.set(what, Date.now() - applied);
  };
  const podWatch = startReflector(client, pods, { namespace, signal: stop.signal, onChange: ({ object }) => onPod(object) });
  await podWatch.synced;
  const run = { apiVersion: 'k6.io/v1alpha1', kind: 'K6', metadata: { name: 'bench', namespace }, spec: { parallelism, script: { configMap: { name: 'script' } }, runner: { image } } };
  await client.create(k6s, run as unknown as Run);
  const status = await ended(client, namespace);
  if (status?.result !== 'Passed') throw new Error(`the run ended ${JSON.stringify(status)}`);
  seen.set('load', Date.parse(status.start?.time ?? '') - applied);
  seen.set('skew', status.start?.skewMilliseconds ?? Number.NaN);
  stop.abort();
  await podWatch.done;
  await client.delete(namespaces, { name: namespace });
  return seen;
}

/** The container's end is what the controller goes by; the pod's phase follows a second or two later. */
function isOver({ containerStatuses = [] }: NonNullable<Pod['status']>): boolean {
  return containerStatuses.length > 0 && containerStatuses.every(({ state }) => state?.terminated !== undefined);
}

function helperReached(role: string, status: NonNullable<Pod['status']>): string[] {
  return [`${role} ${status.phase ?? ''}`, ...(isOver(status) ? [`${role} ended`] : [])];
}

/** What a state of a pod shows to have been reached; `running` collects the runners that run. */
function reached(pod: Pod, running: Set<string>, parallelism: number): string[] {
  const { metadata = {}, status = {} } = pod;
  const role = metadata.labels?.[labels.role] ?? '';
  const phase = status.phase ?? '';
  if (role !== 'runner') return helperReached(role, status);
  if (phase === 'Running') running.add(metadata.name ?? '');
  return running.size === parallelism ? ['first runner pod', 'runners Running'] : ['first runner pod'];
}

async function ended(client: Client, namespace: string): Promise<Run['status']> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const { status } = await client.get(k6s, { namespace, name: 'bench' });
    if (status?.finishedAt !== undefined || Date.now() > deadline) return status;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function wayFigures(runners: number, seen: Milestones): Figure[] {
  const at = (what: string): number => seen.get(what) ?? Number.NaN;
  const total: Figure = { name: `apply to load at ${runners} runners`, value: at('load'), unit: 'ms', note: `start skew at most ${at('skew')} ms` };
  const parts: [string, number][] = [
    ['the initializer has checked the script', at('initializer ended')],
    ['the first runner pod is made', at('first runner pod') - at('initializer ended')],
    ['every runner pod is Running', at('runners Running') - at('first runner pod')],
    ['the starter pod is Running', at('starter Running') - at('runners Running')],
    ['barrier and start', at('load') - at('starter Running')],
  ];
  return [total, ...parts.map(([what, value]): Figure => ({ name: `  until ${what}`, value, unit: 'ms', ratio: { to: 'of the whole', value: value / total.value } }))];
}

async function costOfLeader(client: Client): Promise<Cost> {
  const lease = await client.get(leases, { namespace: operatorNamespace, name: 'k6-operator-controller' });
  const pod = await client.get(pods, { namespace: operatorNamespace, name: lease.spec?.holderIdentity?.split('_')[0] ?? '' });
  return readCost(`http://${pod.status?.podIP ?? ''}:8080/metrics`);
}

function costFigures(runners: number, before: Cost, after: Cost): Figure[] {
  const calls = after.apiCalls - before.apiCalls;
  return [
    { name: `controller CPU for a run of ${runners}`, value: (after.cpuSeconds - before.cpuSeconds) * 1000, unit: 'ms' },
    { name: `controller API calls for a run of ${runners}`, value: calls, unit: 'calls', ratio: { to: 'per runner', value: calls / runners } },
    { name: `controller resident memory after a run of ${runners}`, value: after.residentBytes / 2 ** 20, unit: 'MiB' },
  ];
}
