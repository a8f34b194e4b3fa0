import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, freePort, startRunner, writeScript, type RealRunner } from '../setup/k6.ts';
import { forms, launch, type Ended, type Form } from './forms.ts';

// The first call may have to build k6.
jest.setTimeout(900_000);

const once = ['--no-setup', '--no-teardown'];

/** What setup() returns has what a shell could trip over, and a field that a starter could take for a status. */
const scriptText = `
  import { sleep } from 'k6';
  export const options = { vus: 1, iterations: 1, setupTimeout: '20s' };
  export function setup() {
    console.log('SET-UP');
    sleep(Number(__ENV.SETUP_SECONDS || 0));
    if (__ENV.SETUP_THROWS) throw new Error('no "token" from C:\\\\new\\nfor this user ' + '£'.repeat(600));
    return __ENV.SETUP_NOTHING ? undefined : { token: 'tOp SECRET "quoted" \\\\ $HOME %s <é>', status: 7, attributes: { data: [1e21, null, {}] } };
  }
  export default function (data) { console.log('DATA ' + encodeURIComponent(JSON.stringify(data))); sleep(Number(__ENV.SECONDS || 1)); }
  export function teardown(data) {
    console.log('TORN-DOWN ' + encodeURIComponent(JSON.stringify(data)));
    if (__ENV.TEARDOWN_THROWS) throw new Error('cannot log out');
  }
`;
const returned = { token: 'tOp SECRET "quoted" \\ $HOME %s <é>', status: 7, attributes: { data: [1e21, null, {}] } };

let script: string;
let port: number;
let runners: RealRunner[] = [];

beforeAll(async () => {
  script = await writeScript(scriptText);
  port = await freePort();
});

afterEach(async () => {
  for (const { kill } of runners) kill();
  await Promise.all(runners.map(({ exited }) => exited));
  runners = [];
});

/** Runner i listens on 127.64.0.i, and is started as the controller does for setup once. */
async function run(count: number, env: Record<string, string> = {}): Promise<[RealRunner, ...RealRunner[]]> {
  const starting = Array.from({ length: count }, (_, at) =>
    startRunner({ ip: `127.64.0.${at + 1}`, port, script, env, args: [...once, ...(at === 0 ? ['--linger'] : [])] }));
  runners = await Promise.all(starting);
  const [first, ...others] = runners;
  if (first === undefined) throw new RangeError('no runner');
  return [first, ...others];
}

function environment(of: readonly RealRunner[] = runners, timeoutSeconds = 60): Record<string, string> {
  const targets = of.map(({ ip }) => `${ip.split('.').at(-1)}=${ip}`).join(' ');
  return { K6_TARGETS: targets, K6_PORT: String(port), K6_TIMEOUT_SECONDS: String(timeoutSeconds) };
}

const start = (form: Form, timeoutSeconds = 60): Promise<Ended> => launch(form, 'start', { ...environment(runners, timeoutSeconds), K6_SETUP: 'once' }).ended;
const tearDown = (form: Form, runner: RealRunner, timeoutSeconds = 60): Promise<Ended> => launch(form, 'teardown', environment([runner], timeoutSeconds)).ended;

const times = (runner: RealRunner, word: string): number => runner.output().split(word).length - 1;

/** What its iteration, or teardown(), was given. */
function given(runner: RealRunner, word = 'DATA'): unknown {
  const text = new RegExp(`${word} ([^" ]+)`).exec(runner.output())?.[1];
  return text === undefined || text === 'undefined' ? text : JSON.parse(decodeURIComponent(text));
}

describe.each(forms)('setup() and teardown() once (%s), with real k6', (form: Form) => {
  it('gives every runner what setup() returned in runner 1, and its own teardown() too, and k6 then ends with 0 and its summary', async () => {
    const [first, ...others] = await run(3);
    const { exitCode, report, message } = await start(form);
    expect({ exitCode, ok: report.ok, runners: report.runners }).toEqual({ exitCode: 0, ok: true, runners: 3 });
    expect(report.setupMilliseconds).toBeGreaterThanOrEqual(0);
    expect(message).not.toContain('SECRET');
    expect(await Promise.all(others.map(({ exited }) => exited))).toEqual([0, 0]);
    const teardown = await tearDown(form, first);
    expect(teardown).toMatchObject({ exitCode: 0, report: { ok: true, action: 'teardown', runners: 1 } });
    expect(first.output()).not.toContain('TOTAL RESULTS');
    first.end();
    expect(await first.exited).toBe(0);
    expect(first.output()).toContain('TOTAL RESULTS');
    expect(runners.map((runner) => given(runner))).toEqual([returned, returned, returned]);
    expect(given(first, 'TORN-DOWN')).toEqual(returned);
    expect(runners.map((runner) => [times(runner, 'SET-UP'), times(runner, 'TORN-DOWN')])).toEqual([[1, 1], [0, 0], [0, 0]]);
  });

  it('starts the runners with undefined where setup() returned nothing', async () => {
    await run(2, { SETUP_NOTHING: '1' });
    expect((await start(form)).exitCode).toBe(0);
    await eventually(() => (runners.every((runner) => given(runner) !== undefined) ? true : undefined), 20);
    expect(runners.map((runner) => given(runner))).toEqual(['undefined', 'undefined']);
  });

  it('tells in k6\'s words, shortened, that setup() threw, and starts nobody', async () => {
    const [first, second] = await run(2, { SETUP_THROWS: '1' });
    const { exitCode, report, message } = await start(form);
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, action: 'start', reason: 'SetupFailed', startedCount: 0 });
    expect(report.message?.replace(/\s+/g, ' ')).toContain('setup() failed in runner 1: Error: no "token" from C:\\new for this user');
    expect(Buffer.byteLength(message)).toBeLessThan(1500);
    expect([await first.status(), await second?.status()]).toEqual([4, 4]);
  });

  it('gives up at the deadline on a setup() that is not done, and starts nobody', async () => {
    const [first] = await run(2, { SETUP_SECONDS: '15' });
    const { exitCode, report } = await start(form, 5);
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, reason: 'SetupFailed' });
    expect(report.message).toContain('by the start deadline');
    expect(await first.status()).toBe(4);
  });

  it('does not run setup() again where an earlier starter did', async () => {
    const [first, second] = await run(2);
    await eventually(async () => ((await first.status()) === 4 ? true : undefined), 60);
    await fetch(`http://${first.ip}:${port}/v1/setup`, { method: 'POST' });
    expect((await start(form)).exitCode).toBe(0);
    await second?.exited;
    expect([times(first, 'SET-UP'), second && given(second)]).toEqual([1, returned]);
  });

  it('changes nothing where the runners run already', async () => {
    const [first] = await run(2, { SECONDS: '30' });
    await start(form);
    const { report } = await start(form);
    expect(report).toMatchObject({ ok: true, alreadyRunning: [1, 2] });
    expect(report.setupMilliseconds).toBeUndefined();
    expect(times(first, 'SET-UP')).toBe(1);
  });

  it('waits with teardown() for the end of the test, also where that is stopped, and k6 then ends with 103', async () => {
    const [first] = await run(1, { SECONDS: '60' });
    await start(form);
    const teardown = tearDown(form, first);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(times(first, 'TORN-DOWN')).toBe(0);
    expect((await launch(form, 'stop', environment()).ended).exitCode).toBe(0);
    expect((await teardown).exitCode).toBe(0);
    first.end();
    expect([await first.exited, times(first, 'TORN-DOWN')]).toEqual([103, 1]);
  });

  it('tells in k6\'s words that teardown() threw', async () => {
    const [first] = await run(1, { TEARDOWN_THROWS: '1' });
    await start(form);
    const { exitCode, report } = await tearDown(form, first);
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, action: 'teardown', reason: 'TeardownFailed' });
    expect(report.message).toContain('teardown() failed in runner 1: Error: cannot log out');
  });

  it('tells that teardown() did not get its turn by the deadline, or that its runner is gone', async () => {
    const [first] = await run(1, { SECONDS: '60' });
    await start(form);
    expect((await tearDown(form, first, 2)).report).toMatchObject({ reason: 'TeardownFailed', laggards: [{ runner: 1, status: 7 }] });
    const waiting = tearDown(form, first);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    first.kill();
    const { exitCode, report } = await waiting;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ reason: 'RunnerFailed', laggards: [{ runner: 1 }] });
    expect(report.message).toContain('runner 1, which would run it, is gone');
  });
});

describe.each(forms)('the input of setup() and teardown() once (%s)', (form: Form) => {
  it.each([
    ['start', { K6_TARGETS: '2=127.0.0.1', K6_SETUP: 'once' }, 'no runner 1'],
    ['start', { K6_TARGETS: '1=127.0.0.1', K6_SETUP: 'twice' }, 'K6_SETUP'],
    ['teardown', { K6_TARGETS: '1=127.0.0.1 2=127.0.0.2' }, 'one runner alone'],
  ] as const)('is refused where %s cannot be done with it: %j', async (action, env, message) => {
    const { exitCode, report } = await launch(form, action, { K6_TIMEOUT_SECONDS: '1', ...env }).ended;
    expect(exitCode).toBe(2);
    expect(report).toMatchObject({ ok: false, action, reason: 'InvalidInput' });
    expect(report.message).toContain(message);
  });
});
