import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { startFakeRunners, type FakeRunner, type FakeRunners } from '../fakes/k6.ts';
import { forms, launch, type Form } from './forms.ts';

jest.setTimeout(60_000);

let fakes: FakeRunners | undefined;
afterEach(async () => {
  await fakes?.close();
  fakes = undefined;
});

async function runners(count: number): Promise<FakeRunners> {
  fakes = await startFakeRunners(count, 61);
  return fakes;
}

function environment({ targets, port }: FakeRunners, timeoutSeconds = 20): Record<string, string> {
  return { K6_TARGETS: targets, K6_PORT: String(port), K6_TIMEOUT_SECONDS: String(timeoutSeconds) };
}

function runner(of: FakeRunners, index: number): FakeRunner {
  const found = of.runners[index - 1];
  if (found === undefined) throw new Error(`no fake runner ${index}`);
  return found;
}

const started = (of: FakeRunners): number => of.runners.filter(({ startedAt }) => startedAt !== undefined).length;

describe.each(forms)('the starter (%s), against fakes of k6', (form: Form) => {
  // A process per request is slow: without --parallel fewer will do.
  const many = form === 'dash with an old curl' ? 200 : 1000;

  it(`starts each of ${many} runners exactly once`, async () => {
    const all = await runners(many);
    const { exitCode, report } = await launch(form, 'start', environment(all, 50)).ended;
    expect({ exitCode, ok: report.ok, runners: report.runners }).toEqual({ exitCode: 0, ok: true, runners: many });
    expect(all.runners.filter(({ patches }) => patches !== 1)).toEqual([]);
    expect(started(all)).toBe(many);
  });

  it('gives a bound that no two actual starts exceed', async () => {
    const all = await runners(20);
    const { report } = await launch(form, 'start', environment(all)).ended;
    const times = all.runners.map(({ startedAt }) => startedAt ?? 0);
    expect(report.skewMilliseconds).toBeGreaterThanOrEqual(Math.max(...times) - Math.min(...times));
  });

  it('starts nobody while one runner still initialises its VUs', async () => {
    const all = await runners(5);
    runner(all, 4).status = 1;
    const { exitCode, report } = await launch(form, 'start', environment(all, 2)).ended;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, reason: 'BarrierTimeout', laggards: [{ runner: 4, status: 1 }], laggardCount: 1 });
    expect(report.message).toContain('1 of 5 runners');
    expect(started(all)).toBe(0);
  });

  it('starts again the one runner whose connection broke at the shot', async () => {
    const all = await runners(5);
    let broken = 0;
    runner(all, 2).fault = (request, response) => {
      if (request.method !== 'PATCH' || broken++ > 0) return false;
      request.on('end', () => response.destroy()).resume();
      return true;
    };
    const { exitCode, report } = await launch(form, 'start', environment(all)).ended;
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ ok: true, retried: 1 });
    expect(all.runners.map(({ patches }) => patches)).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts a runner as started whose answer was lost', async () => {
    const all = await runners(3);
    runner(all, 3).fault = (request, response, self) => {
      if (request.method !== 'PATCH') return false;
      request.on('end', () => {
        self.status = 7;
        response.destroy();
      }).resume();
      return true;
    };
    const { exitCode, report } = await launch(form, 'start', environment(all)).ended;
    expect({ exitCode, ok: report.ok, retried: report.retried }).toEqual({ exitCode: 0, ok: true, retried: 0 });
  });

  it('names the runner that refuses to start, and those that did start', async () => {
    const all = await runners(3);
    runner(all, 1).fault = (request, response) => {
      if (request.method !== 'PATCH') return false;
      request.on('end', () => response.writeHead(400).end('no')).resume();
      return true;
    };
    const { exitCode, report } = await launch(form, 'start', environment(all)).ended;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ reason: 'StartFailed', laggards: [{ runner: 1, status: 4 }], started: [2, 3], startedCount: 2 });
  });

  it('ends promptly on SIGTERM, says so, and starts nobody', async () => {
    const all = await runners(3);
    runner(all, 2).status = 1;
    const process = launch(form, 'start', environment(all, 300));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    process.signal('SIGTERM');
    const { exitCode, report } = await process.ended;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ ok: false, reason: 'Interrupted' });
    expect(started(all)).toBe(0);
  });

  it('refuses an input that is not valid with exit code 2', async () => {
    for (const env of [{ K6_TARGETS: '' }, { K6_TARGETS: '1=example.com' }, { K6_TARGETS: 'x=10.0.0.1' }, { K6_TARGETS: '1=10.0.0.1', K6_PORT: 'x' }]) {
      const { exitCode, report } = await launch(form, 'start', { K6_TIMEOUT_SECONDS: '1', ...env }).ended;
      expect({ exitCode, reason: report.reason }).toEqual({ exitCode: 2, reason: 'InvalidInput' });
    }
  });

  it(`keeps its report under 4096 bytes with ${many} laggards`, async () => {
    const all = await runners(many);
    for (const one of all.runners) one.status = 2;
    const { report, message } = await launch(form, 'start', environment(all, 1)).ended;
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    expect(report).toMatchObject({ reason: 'BarrierTimeout', laggardCount: many });
    expect(report.laggards.length).toBeGreaterThan(0);
  });

  it('stops every runner', async () => {
    const all = await runners(200);
    const { exitCode, report } = await launch(form, 'stop', environment(all)).ended;
    expect({ exitCode, ok: report.ok, action: report.action }).toEqual({ exitCode: 0, ok: true, action: 'stop' });
    expect(all.runners.every(({ status }) => status === 10)).toBe(true);
  });

  it('names the runner that does not stop', async () => {
    const all = await runners(2);
    runner(all, 2).fault = (request, response) => {
      if (request.method !== 'PATCH') return false;
      request.on('end', () => response.writeHead(400).end('no')).resume();
      return true;
    };
    const { exitCode, report } = await launch(form, 'stop', environment(all, 3)).ended;
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({ action: 'stop', reason: 'StopFailed', laggards: [{ runner: 2, status: 4 }] });
  });
});

describe('the held shot', () => {
  it('goes back to waiting when a runner dies with the request half sent, and starts nobody before all are there again', async () => {
    const all = await runners(4);
    let deaths = 0;
    let startedAtDeath = -1;
    runner(all, 3).fault = (request) => {
      if (request.method !== 'PATCH' || deaths > 0) return false;
      deaths++;
      startedAtDeath = started(all);
      request.socket.destroy();
      return true;
    };
    const { exitCode, report } = await launch('node', 'start', environment(all)).ended;
    expect({ exitCode, retried: report.retried, deaths, startedAtDeath }).toEqual({ exitCode: 0, retried: 0, deaths: 1, startedAtDeath: 0 });
    expect(all.runners.map(({ patches }) => patches)).toEqual([1, 1, 1, 1]);
  });

  it('leaves every runner paused when the signal comes between the held requests and the shot', async () => {
    const all = await runners(4);
    const held = new Promise<void>((resolve) => {
      runner(all, 4).fault = (request) => {
        if (request.method === 'PATCH') resolve();
        return false;
      };
    });
    const process = launch('node', 'start', environment(all));
    await held;
    process.signal('SIGTERM');
    const { report } = await process.ended;
    expect(report.reason).toBe('Interrupted');
    expect(started(all)).toBe(0);
  });
});
