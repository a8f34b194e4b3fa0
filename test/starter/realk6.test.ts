import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, freePort, startRunner, writeScript, type RealRunner } from '../setup/k6.ts';
import { forms as allForms, launch, type Form } from './forms.ts';

/** The faults test covers the old curl, which differs in how it sends requests alone. */
const forms = allForms.filter((form) => form !== 'dash with an old curl');

// The first call may have to build k6.
jest.setTimeout(900_000);

/** 40 VUs, each of which takes INIT_MS to initialise; every iteration writes when it began, and the load goes on for a while. */
const slowInit = `
  import { sleep } from 'k6';
  const until = Date.now() + (__VU > 0 ? Number(__ENV.INIT_MS) : 0);
  while (Date.now() < until);
  export const options = { scenarios: { load: { executor: 'per-vu-iterations', vus: Number(__ENV.VUS || 40), iterations: 1, gracefulStop: '1s' } } };
  export default function () { console.log('BEGAN ' + Date.now()); sleep(Number(__ENV.SECONDS || 2)); }
`;

let script: string;
let port: number;
let runners: RealRunner[] = [];

beforeAll(async () => {
  script = await writeScript(slowInit);
  port = await freePort();
});

afterEach(async () => {
  for (const { kill } of runners) kill();
  await Promise.all(runners.map(({ exited }) => exited));
  runners = [];
});

interface Wanted {
  initMilliseconds?: number;
  vus?: number;
  seconds?: number;
  paused?: boolean;
}

/** Runner i listens on 127.62.0.i. */
async function run(...wanted: Wanted[]): Promise<RealRunner[]> {
  const starting = wanted.map(({ initMilliseconds = 0, vus = 1, seconds = 2, paused = true }, index) => startRunner({
    ip: `127.62.0.${index + 1}`, port, script, paused,
    env: { INIT_MS: String(initMilliseconds), VUS: String(vus), SECONDS: String(seconds) },
  }));
  runners = await Promise.all(starting);
  return runners;
}

function environment(timeoutSeconds = 60): Record<string, string> {
  const targets = runners.map(({ ip }, index) => `${index + 1}=${ip}`).join(' ');
  return { K6_TARGETS: targets, K6_PORT: String(port), K6_TIMEOUT_SECONDS: String(timeoutSeconds) };
}

/** When a runner's first iteration began, by its own clock. */
function began(runner: RealRunner): Promise<number> {
  return eventually(() => {
    const times = [...runner.output().matchAll(/BEGAN (\d+)/g)].map((match) => Number(match[1]));
    return times.length > 0 ? Math.min(...times) : undefined;
  }, 60);
}

/** How far apart the runners' first iterations began. Milliseconds. */
async function spread(): Promise<number> {
  const times = await Promise.all(runners.map(began));
  return Math.max(...times) - Math.min(...times);
}

async function ready(runner: RealRunner | undefined, status = 4): Promise<void> {
  await eventually(async () => ((await runner?.status()) === status ? true : undefined), 60);
}

/** What a start does that takes an open port for a ready runner: PATCHes as soon as all answer with HTTP 200. */
async function startWithoutBarrier(): Promise<void> {
  for (const { status } of runners) await eventually(status, 30);
  const body = JSON.stringify({ data: { type: 'status', id: 'default', attributes: { paused: false } } });
  await Promise.all(runners.map(({ ip }) => fetch(`http://${ip}:${port}/v1/status`, { method: 'PATCH', body })));
}

const unlikeRunners: Wanted[] = [{ vus: 40, initMilliseconds: 20 }, { vus: 40, initMilliseconds: 200 }];

describe('two real runners of which one takes ten times longer to initialise its VUs', () => {
  it.each(forms)('start within 100 ms of each other with the barrier (%s)', async (form: Form) => {
    await run(...unlikeRunners);
    const { report } = await launch(form, 'start', environment()).ended;
    const actual = await spread();
    expect(report).toMatchObject({ ok: true, runners: 2, retried: 0 });
    expect(actual).toBeLessThanOrEqual(100);
  });

  it('start seconds apart when an open port counts as ready', async () => {
    await run(...unlikeRunners);
    await startWithoutBarrier();
    expect(await spread()).toBeGreaterThan(1000);
  });
});

describe.each(forms)('the starter (%s), with real k6', (form: Form) => {
  it('names the runner that never gets ready, and leaves the other paused', async () => {
    const [quick] = await run({}, { initMilliseconds: 120_000 });
    const { exitCode, report } = await launch(form, 'start', environment(4)).ended;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, reason: 'BarrierTimeout', laggards: [{ runner: 2, status: 1 }] });
    expect(await quick?.status()).toBe(4);
  });

  it('counts a runner that already runs as started, and starts the other', async () => {
    const [paused, running] = await run({}, { paused: false, seconds: 30 });
    await ready(running, 7);
    const { exitCode, report } = await launch(form, 'start', environment()).ended;
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ ok: true, alreadyRunning: [2], alreadyRunningCount: 1 });
    expect(report.skewMilliseconds).toBeUndefined();
    expect(await paused?.exited).toBe(0);
  });

  it('changes nothing when it runs a second time', async () => {
    await run({ seconds: 30 }, { seconds: 30 });
    const first = await launch(form, 'start', environment()).ended;
    const second = await launch(form, 'start', environment()).ended;
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(second.report).toMatchObject({ ok: true, alreadyRunning: [1, 2] });
    expect(runners.map((runner) => runner.output().match(/BEGAN/g)?.length)).toEqual([1, 1]);
  });

  it('starts nobody when a runner that was ready dies before the last one is', async () => {
    const [dying, slow] = await run({}, { initMilliseconds: 9000 });
    await ready(dying);
    const starter = launch(form, 'start', environment(18));
    // Late enough for a starter on a busy machine to have seen it answer.
    setTimeout(() => dying?.kill(), 5000);
    const { exitCode, report } = await starter.ended;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, laggards: [{ runner: 1 }], laggardCount: 1 });
    expect(report.reason).toBe(form === 'node' ? 'RunnerFailed' : 'BarrierTimeout');
    expect(await slow?.status()).toBe(4);
  });

  it('stops a running and a paused runner, which end with k6\'s exit code 103', async () => {
    const [running, paused] = await run({ paused: false, seconds: 60 }, {});
    await ready(running, 7);
    await ready(paused);
    const { exitCode, report } = await launch(form, 'stop', environment(30)).ended;
    expect({ exitCode, ok: report.ok }).toEqual({ exitCode: 0, ok: true });
    expect(await Promise.all(runners.map(({ exited }) => exited))).toEqual([103, 103]);
  });
});
