import { setTimeout } from 'node:timers/promises';
import { aRun, aScript } from '../e2e/manifests.ts';
import { ended } from '../e2e/outcome.ts';
import type { Place } from '../e2e/place.ts';
import { inTurn, startFollower, type Both, type Follower, type Program } from './follower.ts';
import { sternCommand } from './stern.ts';

export const runners = 30;
const iterations = 59;
const linesEach = 113 * iterations;
/** Of all runners together: 200,010. */
export const total = runners * linesEach;

/** Real k6, whose only VU prints numbered lines for half a minute and longer. */
const script = `
  import { sleep } from 'k6';
  export const options = { scenarios: { talk: { executor: 'per-vu-iterations', vus: ${runners}, iterations: ${iterations}, maxDuration: '5m' } } };
  export default function () {
    for (let i = 0; i < 113; i += 1) console.log('<' + __ENV.RUNNER + ':' + (__ITER * 113 + i) + '>');
    sleep(0.5);
  }
`;

/** One of several measurements: a run of its own, and who is started first. */
export interface Round {
  name: string;
  first: Program;
}

export function aRound(number: number): Round {
  return { name: `talk-${number}`, first: number % 2 === 0 ? 'ours' : 'theirs' };
}

/** Where a run is followed, and the bundled plugin that follows it. */
export interface NodeScene {
  place: Place;
  kubeconfig: string;
  /** Path of `kubectl-k6`. */
  plugin: string;
}

/**
 * A real run of 30 runners, followed by `kubectl k6 logs -f` and by stern side by side, both from the same moment on; `restart` is called in the
 * middle of it.
 */
export async function followRealRun(scene: NodeScene, restart: () => Promise<void>, { name, first }: Round = aRound(0)): Promise<Both> {
  await scene.place.apply(aScript('script', script), aRun(name, { parallelism: runners }));
  const { ours, theirs } = start(await commands(scene, name), scene.kubeconfig, first);
  await printed(ours, total / 3);
  await restart();
  await ended(scene.place, name, 240);
  // Ours ends with the run, as soon as it hears of that; stern never does.
  const results = await Promise.all([ours.finish(60_000), theirs.finish()]);
  return { ours: results[0], theirs: results[1] };
}

/** The logs of the same run once more when all is printed, one program after the other. */
export async function readRealRun(scene: NodeScene, { name, first }: Round = aRound(0)): Promise<Both> {
  const wanted = await commands(scene, name);
  return inTurn(first, (program) => startFollower(wanted[program], scene.kubeconfig).finish());
}

async function commands({ place: { namespace }, plugin }: NodeScene, run: string): Promise<Record<Program, readonly string[]>> {
  return { ours: [process.execPath, plugin, 'logs', run, '-f', '-n', namespace], theirs: await sternCommand(run, namespace) };
}

/** Within the same millisecond or two: the one that is `first` is so by nothing that could be told from its lines per second. */
function start(wanted: Record<Program, readonly string[]>, kubeconfig: string, first: Program): Record<Program, Follower> {
  const begin = (program: Program): Follower => startFollower(wanted[program], kubeconfig);
  if (first === 'ours') return { ours: begin('ours'), theirs: begin('theirs') };
  const theirs = begin('theirs');
  return { ours: begin('ours'), theirs };
}

/** k6 writes some 80 bytes a line. */
async function printed(follower: Follower, lines: number): Promise<void> {
  const deadline = performance.now() + 180_000;
  while (follower.bytes() < lines * 80) {
    if (performance.now() > deadline) throw new Error(`only ${follower.bytes()} bytes of logs within three minutes`);
    await setTimeout(100);
  }
}
