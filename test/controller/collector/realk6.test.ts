import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveCollector, type Collector } from '../../../controller/collector/server.ts';
import { Streams } from '../../../controller/collector/streams.ts';
import { runnerToken } from '../../../controller/collector/token.ts';
import { quantile } from '../../../controller/merge/quantile.ts';
import type { GaugeSeries, RunnerStream, Series, StreamData, TrendSeries } from '../../../controller/merge/types.ts';
import { eventually, freePort, writeScript } from '../../setup/k6.ts';
import { checksOf, groupsOf, runK6, type Summary } from './runk6.ts';

// The first call may have to build k6.
jest.setTimeout(900_000);

const key = 'key';
const subMetrics = ['http_req_duration{name:even}', 'http_req_duration{name:even, kind:"special"}', 'checks{group:::outer::inner}', 'spent{kind:special}', 'level{kind:special}'];

/** Some of everything that k6 can count. Iterations differ in what they do, so that no two numbers are equal by chance. */
const script = `
import http from 'k6/http';
import { check, group, sleep } from 'k6';
import exec from 'k6/execution';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
const [spent, level, lucky, size, wait] = [new Counter('spent'), new Gauge('level'), new Rate('lucky'), new Trend('size'), new Trend('wait', true)];
export const options = {
  scenarios: { main: { executor: 'shared-iterations', vus: 3, iterations: 90, maxDuration: '60s' } },
  thresholds: { ${subMetrics.map((name) => `${JSON.stringify(name)}: ['${name.startsWith('http') ? 'avg>=0' : name.startsWith('checks') ? 'rate>=0' : name.startsWith('spent') ? 'count>=0' : 'value>=0'}']`).join(', ')} },
};
export default function () {
  sleep(0.1);
  const at = exec.scenario.iterationInTest;
  const tags = at % 3 === 0 ? { kind: 'special' } : { kind: 'usual' };
  const answer = http.get(__ENV.TARGET + (at % 5 === 0 ? '/missing' : '/'), { tags: { name: at % 2 === 0 ? 'even' : 'odd', ...tags } });
  spent.add(at * 0.25, tags);
  level.add(at, tags);
  lucky.add(at % 7 === 0, tags);
  size.add(at - 5, tags);
  wait.add(1 + at * 1.7);
  check(answer, { 'is there': (r) => r.status === 200 });
  group('outer', () => {
    check(answer, { 'is short': (r) => r.body.length < 10, 'never': () => false });
    group('inner', () => check(answer, { 'is short': (r) => r.timings.duration >= 0 && at % 4 !== 0 }));
  });
}`;

let target: Server;
/** How many the target had. */
let requests = 0;
let env: Record<string, string>;

beforeAll(async () => {
  target = createServer((request, response) => {
    requests += 1;
    response.writeHead(request.url === '/' ? 200 : 404).end('hello');
  });
  await new Promise<void>((resolve) => void target.listen(0, '127.0.0.1', resolve));
  env = { TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}` };
});

afterAll(() => void target.close());

async function listening(streams: Streams, port: number, leader: () => 'here' | undefined = () => 'here'): Promise<Collector> {
  return serveCollector({
    port, streams, now: Date.now, leader, onData: () => undefined, log: { error: () => undefined },
    known: (uid) => ({ token: (runner) => runnerToken(key, uid, runner), subMetrics, fromStart: true }),
  });
}

/** What k6's summaries together say of each metric, in the shape of what the stream says. */
function told(summaries: Summary[], name: string): Record<string, number> {
  const sum = (what: string): number => summaries.reduce((total, { metrics }) => total + (metrics[name]?.[what] ?? 0), 0);
  const all = (what: string): number[] => summaries.flatMap(({ metrics }) => metrics[name]?.[what] ?? []);
  const one = summaries.find(({ metrics }) => metrics[name])?.metrics[name] ?? {};
  if ('passes' in one) return { passes: sum('passes'), total: sum('passes') + sum('fails') };
  if ('avg' in one) return { count: sum('count'), min: Math.min(...all('min')), max: Math.max(...all('max')) };
  return { sum: sum('count') };
}

function streamed(series: Exclude<Series, GaugeSeries>): Record<string, number> {
  switch (series.type) {
    case 'rate':
      return { passes: series.passes, total: series.total };
    case 'counter':
      return { sum: series.sum };
    case 'trend':
      return { count: series.count, min: series.min, max: series.max };
  }
}

describe.each(['opentelemetry', 'cloud'] as const)('what two real k6 stream by their output %s', (output) => {
  const streams = new Streams();
  let summaries: Summary[];
  let view: StreamData;

  beforeAll(async () => {
    const collector = await listening(streams, 0);
    const path = await writeScript(script);
    summaries = await Promise.all([1, 2].map((runner) => runK6({ uid: 'u', key, runner, port: collector.port, script: path, output, env: { ...env, ...(runner === 2 && { K6_VUS: '2', K6_ITERATIONS: '31' }) } })));
    await collector.close();
    view = streams.view('u') as StreamData;
  });

  it('is every metric and sub-metric of their own summaries, and no other', () => {
    const own = new Set(summaries.flatMap(({ metrics }) => Object.keys(metrics)));
    expect([...view.metrics.keys()].sort()).toEqual([...own].sort());
    expect(own).toContain('http_req_duration{expected_response:true}');
    expect(subMetrics.every((name) => own.has(name))).toBe(true);
  });

  it('is, in sum, what their own summaries say, exactly', () => {
    const summed = [...view.metrics].flatMap(([name, series]) => series.type === 'gauge' ? [] : [[name, streamed(series)] as const]);
    expect(Object.fromEntries(summed)).toEqual(Object.fromEntries(summed.map(([name]) => [name, told(summaries, name)])));
    expect(view.metrics.get('iterations')).toMatchObject({ sum: 121 });
  });

  it('has gauges within what their own summaries say, of which OpenTelemetry tells the last value of each export alone', () => {
    const { min, max } = view.metrics.get('level{kind:special}') as GaugeSeries;
    if (output === 'cloud') expect([min, max]).toEqual([0, 87]);
    expect(min).toBeGreaterThanOrEqual(0);
    expect(max).toBeLessThanOrEqual(87);
    expect(view.metrics.get('vus_max')).toMatchObject({ value: 5, max: 5 });
  });

  it('has the same checks and groups', () => {
    const own = summaries.flatMap(({ root_group }) => checksOf(root_group));
    const sums = Map.groupBy(own, ({ path }) => path);
    expect(Object.fromEntries(view.checks)).toEqual(Object.fromEntries([...sums].map(([path, checks]) => [
      path, { passes: checks.reduce((sum, { passes }) => sum + passes, 0), fails: checks.reduce((sum, { fails }) => sum + fails, 0) },
    ])));
    expect(new Set(view.groups)).toEqual(new Set(summaries.flatMap(({ root_group }) => groupsOf(root_group))));
  });

  it('tells of each runner what its own summary counts', () => {
    for (const [at, { metrics }] of summaries.entries()) {
      const { counts, rates, duration } = view.runners.get(at + 1) as RunnerStream;
      expect([counts.get('http_reqs'), counts.get('size'), rates.get('http_req_failed')?.passes]).toEqual([metrics.http_reqs?.count, metrics.size?.count, metrics.http_req_failed?.passes]);
      expect(duration).toMatchObject({ count: metrics.http_req_duration?.count, min: metrics.http_req_duration?.min });
    }
  });

  it('has buckets of all samples of every trend', () => {
    for (const series of view.metrics.values()) {
      if (series.type !== 'trend') continue;
      const inBuckets = [...series.buckets?.entries() ?? []].reduce((sum, { count }) => sum + count, 0);
      expect(inBuckets).toBe(series.count);
    }
  });

  it('bounds the percentiles of all samples, more closely by the cloud output', () => {
    const samples = [90, 31].flatMap((iterations) => Array.from({ length: iterations }, (_, at) => 1 + at * 1.7)).sort((a, b) => a - b);
    for (const share of [0.5, 0.9, 0.95, 0.99]) {
      const rank = share * (samples.length - 1);
      const [below = 0, above = 0] = [samples[Math.floor(rank)], samples[Math.ceil(rank)]];
      const truth = below + (above - below) * (rank - Math.floor(rank));
      const { value, bound = { low: value, high: value } } = quantile(view.metrics.get('wait') as TrendSeries, share);
      expect(bound.low).toBeLessThanOrEqual(truth * (1 + 1e-9));
      expect(bound.high).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
      expect((bound.high - bound.low) / truth).toBeLessThan(output === 'cloud' ? 0.0081 : 0.05);
    }
  });

  it('is known to be times or data where k6 says so, which its cloud output does of its own metrics alone', () => {
    const contains = (name: string): unknown => (view.metrics.get(name) as { contains?: string }).contains;
    expect(['wait', 'size', 'http_req_duration', 'data_received', 'spent'].map(contains)).toEqual([output === 'cloud' ? 'default' : 'time', 'default', 'time', 'data', 'default']);
  });

  it('gives a timeline whose rates add up to the counts', () => {
    const timeline = streams.timeline('u');
    const sum = (list: (number | null)[] = []): number => list.reduce<number>((total, value) => total + (value ?? 0), 0) * (timeline?.stepSeconds ?? 0);
    expect(sum(timeline?.requestsPerSecond)).toBeCloseTo(121, 6);
    expect(sum(timeline?.runners.find(({ runner }) => runner === 2)?.requestsPerSecond)).toBeCloseTo(31, 6);
    expect(timeline?.notes).toEqual([]);
  });
});

describe.each(['opentelemetry', 'cloud'] as const)('where the collector cannot be reached at first, by the output %s', (output) => {
  /** One runner of twelve seconds. */
  async function lossOf(listen: (port: number, streams: Streams) => Promise<Collector>): Promise<number> {
    const streams = new Streams();
    const port = await freePort();
    const ended = runK6({ uid: 'u', key, runner: 1, port, script: await writeScript(script), output, env: { ...env, K6_VUS: '2', K6_ITERATIONS: '240' } });
    const collector = await listen(port, streams);
    const { metrics } = await ended;
    await collector.close();
    expect(metrics.iterations?.count).toBe(240);
    return 240 - (streams.view('u')?.runners.get(1)?.counts.get('iterations') ?? 0);
  }

  it('what was told meanwhile is lost where nobody listens, and the counts show how much', async () => {
    const lost = await lossOf(async (port, streams) => {
      const before = requests;
      // Six seconds of the run, so that the exports of the first went nowhere, and so did all tries to repeat them.
      await eventually(() => requests >= before + 120 ? true : undefined, 60);
      return listening(streams, port);
    });
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(240);
  });

  it('nothing is lost where no replica leads for a moment, and another try comes before the run ends', async () => {
    let asked = 0;
    const lost = await lossOf((port, streams) => listening(streams, port, () => {
      asked += 1;
      return asked > 1 ? 'here' : undefined;
    }));
    expect(asked).toBeGreaterThan(1);
    expect(lost).toBe(0);
  });
});
