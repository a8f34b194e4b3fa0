import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { withDefaults } from '../../api/defaults.ts';
import { aRun } from '../api/builders.ts';
import { aReview, policy } from '../webhook/reviews.ts';
import { median, type Figure } from './figure.ts';
import type { Latencies, Load } from './webhookload.ts';
import type { Used } from './webhookserver.ts';

const rate = 500;
const connections = 10;
const rounds = 7;
/** These warm compilers and caches up and do not count. */
const warmUpRequests = 20_000;
const requestsEach = 3000;
/** Memory is read after each of these many requests, the first of which warm up. */
const step = 20_000;
const steps = 5;

/** A run as one is written that is more than a trial. */
const run = withDefaults(aRun({
  parallelism: 20, separate: true, arguments: '--vus 400 --duration 30m --tag "team=load test" --out experimental-prometheus-rw', quiet: 'false', cleanup: 'post',
  script: { configMap: { name: 'checkout', file: 'archive.tar' } }, ports: [{ containerPort: 5656, name: 'metrics' }],
  runner: {
    image: 'grafana/k6:1.8.1', metadata: { labels: { team: 'checkout', tier: 'load' }, annotations: { 'sidecar.istio.io/inject': 'false' } },
    env: Array.from({ length: 12 }, (_, at) => ({ name: `SETTING_${at}`, value: `https://service-${at}.example.test/api` })),
    envFrom: [{ secretRef: { name: 'load-credentials' } }, { configMapRef: { name: 'load-settings' } }],
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } }, nodeSelector: { pool: 'load' },
    tolerations: [{ key: 'load', operator: 'Exists', effect: 'NoSchedule' }], securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'data', emptyDir: {} }], volumeMounts: [{ name: 'data', mountPath: '/data' }],
  },
}), policy.images);

/** Each way with its server, its path, and what an API server would send there: `mutate` sees the run without its defaults. */
const ways = {
  bare: { server: 'bare', path: '/', object: run },
  validate: { server: 'webhook', path: '/validate', object: run },
  mutate: { server: 'webhook', path: '/mutate', object: { ...run, metadata: { name: 'k6-sample', namespace: 'default' }, spec: { ...run.spec, quiet: undefined, paused: undefined } } },
} as const;
type Way = keyof typeof ways;

/** As the chart starts the webhook; the collections are for the figures on memory. */
const execArgv = ['--max-semi-space-size=4', '--expose-gc'];

/** How long the webhook takes, against a server that only parses and echoes, and whether its memory stays. */
export async function benchWebhook(): Promise<Figure[]> {
  const children: ChildProcess[] = [];
  const start = (file: string, args: string[] = []): ChildProcess => {
    const child = fork(join(import.meta.dirname, file), args, { execArgv });
    children.push(child);
    return child;
  };
  try {
    const load = start('webhookload.ts');
    const servers = { bare: start('webhookserver.ts', ['bare']), webhook: start('webhookserver.ts', ['webhook']) };
    const ports: Record<'bare' | 'webhook', number> = { bare: await answered<number>(servers.bare), webhook: await answered<number>(servers.webhook) };
    const send: Send = async (server, options) => {
      const before = await ask<Used>(servers[server], 'cost');
      const result = await ask<Latencies>(load, { connections, port: ports[server], ...options });
      const used = await ask<Used>(servers[server], 'cost');
      if (result.failed > 0) throw new Error(`${result.failed} requests to ${options.paths.join(' and ')} failed`);
      return { ...result, cpu: (used.cpuMilliseconds - before.cpuMilliseconds) / result.answered };
    };
    const warm = { paths: ['/mutate', '/validate'], body: JSON.stringify(aReview({ object: run })), requests: warmUpRequests };
    await send('webhook', warm);
    await send('bare', { ...warm, paths: ['/'] });
    const figures = await latencies(send);
    return [...figures, ...await memory(send, () => ask<Used>(servers.webhook, 'memory'))];
  } finally {
    for (const child of children) child.kill();
  }
}

type Measured = Latencies & { /** Milliseconds of CPU time for each request. */ cpu: number };
type Send = (server: 'bare' | 'webhook', load: Omit<Load, 'connections' | 'port'>) => Promise<Measured>;

/** All ways in turn, each round beginning with another one. */
async function latencies(send: Send): Promise<Figure[]> {
  const measured: Record<Way, Measured[]> = { bare: [], validate: [], mutate: [] };
  const names = Object.keys(ways) as Way[];
  for (let round = 0; round < rounds; round += 1) {
    for (const way of names.map((_, at) => names[(at + round) % names.length] ?? 'bare')) {
      const { server, path, object } = ways[way];
      measured[way].push(await send(server, { paths: [path], body: JSON.stringify(aReview({ object })), rate, requests: requestsEach }));
    }
  }
  return names.flatMap((way) => (['p50', 'p99', 'cpu'] as const).map((quantity) => figure(measured, way, quantity)));
}

function figure(measured: Record<Way, Measured[]>, way: Way, quantity: 'p50' | 'p99' | 'cpu'): Figure {
  const name = (of: Way): string => `${of === 'bare' ? 'bare handler' : `/${of}`}, ${quantity === 'cpu' ? 'CPU time of a request' : `${quantity} at ${rate} requests/s`}`;
  const values = measured[way].map((result) => result[quantity]);
  const base = { name: name(way), value: median(values), unit: 'ms' };
  if (way === 'bare') return base;
  const ratios = values.map((value, round) => value / (measured.bare[round]?.[quantity] ?? Number.NaN));
  return { ...base, note: `ratio is the median of ${rounds} rounds: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`, ratio: { to: name('bare'), value: median(ratios) } };
}

/** Memory after each step, as fast as the server answers, collected before it is read. */
async function memory(send: Send, read: () => Promise<Used>): Promise<Figure[]> {
  const body = JSON.stringify(aReview({ object: ways.mutate.object }));
  const used: Used[] = [];
  for (let at = 0; at <= steps; at += 1) {
    await send('webhook', { paths: ['/mutate', '/validate'], body, requests: step });
    used.push(await read());
  }
  return (['residentBytes', 'heapBytes'] as const).flatMap((quantity) => {
    const sizes = used.map((one) => one[quantity] / 1024 / 1024);
    const name = quantity === 'heapBytes' ? 'live heap' : 'resident memory';
    const note = `after forced collection, every ${step}: ${sizes.map((size) => size.toFixed(1)).join(', ')}`;
    return [
      { name: `${name} after ${step} requests`, value: sizes[0] ?? Number.NaN, unit: 'MiB' },
      { name: `${name} after ${step * steps} more`, value: sizes.at(-1) ?? Number.NaN, unit: 'MiB', note },
    ];
  });
}

async function ask<T>(child: ChildProcess, message: string | Load): Promise<T> {
  child.send(message);
  return answered<T>(child);
}

async function answered<T>(child: ChildProcess): Promise<T> {
  const [answer] = await once(child, 'message') as [T];
  return answer;
}
