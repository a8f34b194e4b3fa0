import { fork } from 'node:child_process';
import { once } from 'node:events';
import pLimit from 'p-limit';
import { eventually, freePort, startRunner, writeScript, type RealRunner } from '../setup/k6.ts';
import type { Listening, Request } from './simulated.ts';

/** Paused runners that are ready to be started, and that know when they were. */
export interface Crowd extends Listening {
  /** When each runner started, by its own clock, once all have. Milliseconds since 1970. */
  starts(): Promise<number[]>;
  dismiss(): Promise<void>;
}

/** One VU that notes when its first iteration begins; the load then goes on, since the end of a run would compete with the start of others. */
const script = `
  import { sleep } from 'k6';
  export const options = { scenarios: { load: { executor: 'per-vu-iterations', vus: 1, iterations: 1 } } };
  export default function () { const now = Date.now(); console.log('BEGAN ' + now); sleep(60); }
`;

/** A runner has its own CPU in a cluster. A hundred Go runtimes that each spin on every CPU of this machine would measure their own contention. */
const env = { GOMAXPROCS: '1' };

/** How many k6 processes load their script at the same time: more only compete for the machine's CPUs. */
const startedAtOnce = 6;

function began(runner: RealRunner): Promise<number> {
  return eventually(() => {
    const match = /BEGAN (\d+)/.exec(runner.output());
    return match === null ? undefined : Number(match[1]);
  }, 60);
}

/** `count` real k6 processes on 127.64.x.y, all of them at status 4. */
export async function realRunners(count: number): Promise<Crowd> {
  const [path, port, limit] = [await writeScript(script), await freePort(), pLimit(startedAtOnce)];
  const runners = await Promise.all(Array.from({ length: count }, (_, index) => limit(async () => {
    const runner = await startRunner({ ip: `127.64.${index >> 8}.${(index & 255) + 1}`, port, script: path, env });
    await eventually(async () => ((await runner.status()) === 4 ? true : undefined), 120);
    return runner;
  })));
  return {
    port,
    targets: runners.map(({ ip }, index) => `${index + 1}=${ip}`).join(' '),
    starts: () => Promise.all(runners.map(began)),
    async dismiss() {
      for (const runner of runners) runner.kill();
      await Promise.all(runners.map(({ exited }) => exited));
    },
  };
}

/** `count` fakes in a process of their own. */
export async function simulatedRunners(count: number): Promise<Crowd> {
  const child = fork(new URL('simulated.ts', import.meta.url));
  async function ask(request: Request): Promise<unknown> {
    child.send(request);
    return ((await once(child, 'message')) as [unknown])[0];
  }
  const listening = (await ask({ count })) as Listening;
  return {
    ...listening,
    starts: () => eventually(async () => {
      const times = (await ask('times')) as number[];
      return times.length === count ? times : undefined;
    }, 60),
    async dismiss() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
