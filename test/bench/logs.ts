import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { root } from '../../cluster/paths.ts';
import type { Run } from '../../api/run.ts';
import { createClient } from '../../kube/client.ts';
import { createTransport } from '../../kube/transport.ts';
import { bundlePlugin } from '../../plugin/bundle/bundle.ts';
import { LogNode } from '../fakes/kubelet/logs.ts';
import { LogPlace, type Container } from '../plugin/logs/place.ts';
import { installCrds } from '../setup/crds.ts';
import type { Figure } from './figure.ts';
import { stern } from './stern.ts';

const runners = 30;
const linesEach = 6667;
const total = runners * linesEach;
const padding = 'x'.repeat(80);

/** What one program made of 200,000 lines. */
interface Result {
  /** From the program's start to its last line. */
  seconds: number;
  peakMiB: number;
  missing: number;
  twice: number;
}

interface Scene {
  controlPlane: ControlPlane;
  place: LogPlace;
  /** Folder of the bundled plugin. */
  bundle: string;
}

interface Trial {
  program: 'stern' | 'kubectl-k6';
  /** Whether the API server goes away in the middle. */
  restart: boolean;
  bundle: string;
}

/** `kubectl k6 logs -f` and stern over the same 30 logs of 200,000 lines: a real API server, and a kubelet that has the logs in memory. */
export async function benchLogs(): Promise<Figure[]> {
  const bundle = mkdtempSync(join(tmpdir(), 'kubectl-k6-'));
  const controlPlane = await startControlPlane();
  const config = new KubeConfig();
  config.loadFromFile(controlPlane.kubeconfig);
  const transport = createTransport(config);
  try {
    await Promise.all([bundlePlugin(root, bundle), installCrds(controlPlane.kubeconfig)]);
    const client = createClient(transport);
    const node = await LogNode.start(client, controlPlane.kubeconfig, 'logs');
    const scene = { controlPlane, place: await LogPlace.make(client, node), bundle };
    const figures: Figure[] = [];
    for (const restart of [false, true]) figures.push(...await compare(scene, restart));
    await node.stop();
    return figures;
  } finally {
    await transport.close();
    await controlPlane.stop();
    rmSync(bundle, { recursive: true });
  }
}

async function compare(scene: Scene, restart: boolean): Promise<Figure[]> {
  const theirs = await measure(scene, { program: 'stern', restart, bundle: scene.bundle });
  const ours = await measure(scene, { program: 'kubectl-k6', restart, bundle: scene.bundle });
  const how = restart ? 'printed in 10 s, API server restarted' : 'already printed';
  const rate = ({ seconds, missing }: Result): number => (total - missing) / seconds;
  return [
    { name: `stern, 200,000 lines ${how}`, value: rate(theirs), unit: 'lines/s', note: tally(theirs) },
    { name: `kubectl k6 logs, 200,000 lines ${how}`, value: rate(ours), unit: 'lines/s', ratio: { to: 'stern', value: rate(ours) / rate(theirs) }, note: tally(ours) },
    { name: '  stern, most memory', value: theirs.peakMiB, unit: 'MiB' },
    { name: '  kubectl k6 logs, most memory', value: ours.peakMiB, unit: 'MiB', ratio: { to: 'stern', value: ours.peakMiB / theirs.peakMiB } },
  ];
}

function tally({ missing, twice }: Result): string {
  return `${missing} lines missing, ${twice} twice`;
}

async function measure({ controlPlane, place }: Scene, trial: Trial): Promise<Result> {
  const { program, restart } = trial;
  const run = await place.run(`${program}-${restart ? 'restart' : 'plain'}`, { parallelism: runners });
  const containers = await Promise.all(Array.from({ length: runners }, (_, index) => place.runner(run, index + 1)));
  if (!restart) for (const container of containers) print(container, 0, linesEach);
  const follower = start(await commandOf(trial, run, place.namespace), controlPlane.kubeconfig);
  if (restart) await printSlowly(containers, controlPlane);
  await follower.settled();
  for (const container of containers) await container.end();
  await place.finish(run);
  return follower.finish();
}

function print({ log, runner }: Container, from: number, to: number): void {
  log.write(...Array.from({ length: Math.max(0, to - from) }, (_, index) => `<${runner}:${from + index}> ${padding}`));
}

/** In 10 s; the API server goes away in the middle of it. */
async function printSlowly(containers: Container[], controlPlane: ControlPlane): Promise<void> {
  await setTimeout(2000);
  let restarted: Promise<void> | undefined;
  for (let step = 0; step < 100; step += 1) {
    if (step === 50) restarted = controlPlane.restartApiServer(500);
    for (const container of containers) print(container, Math.round(linesEach * step / 100), Math.round(linesEach * (step + 1) / 100));
    await setTimeout(100);
  }
  await restarted;
}

async function commandOf({ program, bundle }: Trial, { metadata: { name } }: Run, namespace: string): Promise<string[]> {
  if (program === 'stern') return [await stern(), '--namespace', namespace, '--selector', `k6_cr=${name},runner=true`, '--since', '48h', '--color', 'never'];
  return [process.execPath, join(bundle, 'kubectl-k6'), 'logs', name, '-f', '-n', namespace];
}

interface Started {
  /** Resolves when nothing was printed for 3 s. */
  settled(): Promise<void>;
  finish(): Promise<Result>;
}

function start([file = '', ...args]: string[], kubeconfig: string): Started {
  const folder = mkdtempSync(join(tmpdir(), 'k6-bench-logs-'));
  const path = join(folder, 'out');
  const out = openSync(path, 'w');
  const began = performance.now();
  const child = spawn(file, args, { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: ['ignore', out, 'ignore'] });
  closeSync(out);
  let peakMiB = 0;
  let last = { size: 0, at: began };
  const look = (): void => {
    const { size } = statSync(path);
    if (size !== last.size) last = { size, at: performance.now() };
    peakMiB = Math.max(peakMiB, peakOf(child.pid));
  };
  const timer = setInterval(look, 20);
  const settled = async (): Promise<void> => {
    while (performance.now() - last.at < 3000 || last.size === 0) await setTimeout(100);
  };
  const finish = async (): Promise<Result> => {
    await setTimeout(3000);
    await settled();
    clearInterval(timer);
    child.kill();
    const result = { seconds: (last.at - began) / 1000, peakMiB, ...check(readFileSync(path, 'latin1')) };
    rmSync(folder, { recursive: true });
    return result;
  };
  return { settled, finish };
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function check(text: string): { missing: number; twice: number } {
  const seen = new Map<string, number>();
  for (const [line] of text.matchAll(/<\d+:\d+>/g)) seen.set(line, (seen.get(line) ?? 0) + 1);
  const twice = [...seen.values()].reduce((sum, count) => sum + count - 1, 0);
  return { missing: total - seen.size, twice };
}
