import { setTimeout } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { startControlPlane, type ControlPlane } from '../../cluster/controlplane.ts';
import { createClient } from '../../kube/client.ts';
import { createTransport } from '../../kube/transport.ts';
import { LogNode } from '../fakes/kubelet/logs.ts';
import { LogPlace, type Container } from '../plugin/logs/place.ts';
import { installCrds } from '../setup/crds.ts';
import { sternCommand } from './stern.ts';
import { inTurn, startFollower, type Compared, type Program, type Result } from './follower.ts';

const runners = 30;
const linesEach = 6667;
const padding = 'x'.repeat(80);

interface Scene {
  controlPlane: ControlPlane;
  place: LogPlace;
  plugin: string;
}

interface Trial {
  program: Program;
  round: number;
  /** Whether the lines are printed in 10 s, and the API server goes away in the middle; else all are there before. */
  restart: boolean;
}

/** Both programs, one after the other, over 30 logs on a real API server and a FAKE kubelet that has the logs in memory; who is first, changes. */
export async function followPlayedRuns(plugin: string, rounds: number): Promise<Compared[]> {
  const controlPlane = await startControlPlane();
  const config = new KubeConfig();
  config.loadFromFile(controlPlane.kubeconfig);
  const transport = createTransport(config);
  try {
    await installCrds(controlPlane.kubeconfig);
    const client = createClient(transport);
    const node = await LogNode.start(client, controlPlane.kubeconfig, 'logs');
    const scene = { controlPlane, place: await LogPlace.make(client, node), plugin };
    const compared: Compared[] = [{ how: 'already printed', rounds: [] }, { how: 'printed in 10 s, API server restarted', rounds: [] }];
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { rounds: measured }] of compared.entries()) {
        measured.push(await inTurn(round % 2 === 0 ? 'theirs' : 'ours', (program) => measure(scene, { program, round, restart: index === 1 })));
      }
    }
    await node.stop();
    return compared;
  } finally {
    await transport.close();
    await controlPlane.stop();
  }
}

async function measure({ controlPlane, place, plugin }: Scene, { program, round, restart }: Trial): Promise<Result> {
  const run = await place.run(`${program}-${restart ? 'restart' : 'plain'}-${round}`, { parallelism: runners });
  const containers = await Promise.all(Array.from({ length: runners }, (_, index) => place.runner(run, index + 1)));
  if (!restart) for (const container of containers) print(container, 0, linesEach);
  const { name } = run.metadata;
  const ours = [process.execPath, plugin, 'logs', name, '-f', '-n', place.namespace];
  const follower = startFollower(program === 'ours' ? ours : await sternCommand(name, place.namespace), controlPlane.kubeconfig);
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
