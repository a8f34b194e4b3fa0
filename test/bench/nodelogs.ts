import { setTimeout } from 'node:timers/promises';
import { aRun, aScript } from '../e2e/manifests.ts';
import { ended } from '../e2e/outcome.ts';
import type { Place } from '../e2e/place.ts';
import { startFollower, type Both, type Follower } from './follower.ts';
import { sternCommand } from './stern.ts';

export const runners = 30;
const iterations = 59;
const linesEach = 113 * iterations;
/** Of all runners together: 200,010. */
export const total = runners * linesEach;
const run = 'talk';

/** Real k6, whose only VU prints numbered lines for half a minute and longer. */
const script = `
  import { sleep } from 'k6';
  export const options = { scenarios: { talk: { executor: 'per-vu-iterations', vus: ${runners}, iterations: ${iterations}, maxDuration: '5m' } } };
  export default function () {
    for (let i = 0; i < 113; i += 1) console.log('<' + __ENV.RUNNER + ':' + (__ITER * 113 + i) + '>');
    sleep(0.5);
  }
`;

/** Where a run is followed, and the bundled plugin that follows it. */
export interface NodeScene {
  place: Place;
  kubeconfig: string;
  /** Path of `kubectl-k6`. */
  plugin: string;
}

/** A real run of 30 runners, followed by `kubectl k6 logs -f` and by stern side by side; `restart` is called in the middle of it. */
export async function followRealRun(scene: NodeScene, restart: () => Promise<void>): Promise<Both> {
  await scene.place.apply(aScript('script', script), aRun(run, { parallelism: runners }));
  const ours = startOurs(scene);
  const theirs = await startTheirs(scene);
  await printed(ours, total / 3);
  await restart();
  await ended(scene.place, run, 240);
  // Ours ends with the run, as soon as it hears of that; stern never does.
  const results = await Promise.all([ours.finish(60_000), theirs.finish()]);
  return { ours: results[0], theirs: results[1] };
}

/** The logs of the same run once more when all is printed, one program after the other. */
export async function readRealRun(scene: NodeScene): Promise<Both> {
  const theirs = await startTheirs(scene).then((follower) => follower.finish());
  return { ours: await startOurs(scene).finish(), theirs };
}

function startOurs({ place, kubeconfig, plugin }: NodeScene): Follower {
  return startFollower([process.execPath, plugin, 'logs', run, '-f', '-n', place.namespace], kubeconfig);
}

async function startTheirs({ place, kubeconfig }: NodeScene): Promise<Follower> {
  return startFollower(await sternCommand(run, place.namespace), kubeconfig);
}

/** k6 writes some 80 bytes a line. */
async function printed(follower: Follower, lines: number): Promise<void> {
  const deadline = performance.now() + 180_000;
  while (follower.bytes() < lines * 80) {
    if (performance.now() > deadline) throw new Error(`only ${follower.bytes()} bytes of logs within three minutes`);
    await setTimeout(100);
  }
}
