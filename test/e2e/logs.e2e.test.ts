import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOnNode } from '../setup/node.ts';
import { testKubeconfigPath } from '../setup/kubeconfig.ts';
import { pluginProgram, type Answer, type Program } from '../plugin/program.ts';
import { aRun, aScript } from './manifests.ts';
import { started } from './outcome.ts';
import { aPlace, leave, type Place } from './place.ts';

jest.setTimeout(300_000);

const runners = 6;
const linesEach = 4000;

/** Real k6, whose only VU prints numbered lines as fast as it is let. */
const script = `
  import { sleep } from 'k6';
  export const options = { scenarios: { talk: { executor: 'per-vu-iterations', vus: ${runners}, iterations: 20, maxDuration: '2m' } } };
  export default function () {
    for (let i = 0; i < ${linesEach / 20}; i += 1) console.log('<' + __ENV.RUNNER + ':' + (__ITER * ${linesEach / 20} + i) + '>');
    sleep(0.25);
  }
`;

describeOnNode('the logs of a real run', () => {
  let place: Place;
  let program: Program;
  let followed: Answer;

  beforeAll(async () => {
    place = await aPlace('logs');
    program = await pluginProgram(testKubeconfigPath(), place.namespace);
    await place.apply(aScript('script', script));
    await place.apply(aRun('talk', { parallelism: runners }));
    await started(place, 'talk');
    followed = await program.k6('logs', 'talk', '-f');
  });
  afterAll(async () => {
    program.remove();
    await leave(place);
  });

  it('are followed to the end of the run, with every line of every runner once and in order', () => {
    expect(followed.exitCode).toBe(0);
    for (let runner = 1; runner <= runners; runner += 1) {
      const numbers = [...followed.stdout.matchAll(new RegExp(`^#${runner} .*<${runner}:(\\d+)>`, 'gm'))].map(([, number]) => Number(number));
      expect(numbers).toEqual(Array.from({ length: linesEach }, (_, index) => index));
    }
  });

  it('afterwards are the same lines in the order of time, and those of the other parts where they are asked for', async () => {
    const [later, others] = await Promise.all([program.k6('logs', 'talk', '--timestamps', '--grep', '<\\d+:\\d+>'), program.k6('logs', 'talk', '--starter', '--initializer')]);
    const times = later.stdout.split('\n').map((line) => line.split(' ')[1] ?? '');
    expect(times).toHaveLength(runners * linesEach);
    expect(times).toEqual(times.toSorted());
    expect(others.stdout).toMatch(/^init /m);
    expect(others.stdout).toMatch(/^starter /m);
  });
});
