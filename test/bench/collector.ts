import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pool } from 'undici';
import { decodeMetricSet } from '../../controller/collector/cloud/decode.ts';
import { unpackSnappy } from '../../controller/collector/cloud/snappy.ts';
import { decodeRequest } from '../../controller/collector/otlp/decode.ts';
import { serveCollector } from '../../controller/collector/server.ts';
import { Streams } from '../../controller/collector/streams.ts';
import { encodeMetricSet, hdrOf, packSnappy, type CloudMetricOf, type SeriesOf } from '../controller/collector/cloud/encode.ts';
import { encodeRequest, histogramOf, type MetricOf, type Tags } from '../controller/collector/otlp/encode.ts';
import { median, type Figure } from './figure.ts';

const rounds = 7;
const exportsEach = 2000;
const runners = 100;
/** Of one run for the figures on memory, and how many for those on each runner. */
const seconds = 600;
const manyRunners = 1000;

const trends = ['http_req_duration', 'http_req_blocked', 'http_req_connecting', 'http_req_tls_handshaking', 'http_req_sending', 'http_req_waiting', 'http_req_receiving', 'iteration_duration', 'group_duration', 'wait'];
const start = Date.UTC(2026, 0, 1);

/** As k6 1.8 sends one each second of a script with three requests, three checks and a few metrics of its own: 95 points were measured. */
function anExport(second: number, seed: number): Buffer {
  const when = { from: start + second * 1000, to: start + (second + 1) * 1000 };
  const base = { scenario: 'main', instance_id: String(seed), testrun_name: 'nightly' };
  const requests = ['login', 'search', 'order'].flatMap((name): Tags[] => ['200', '404'].map((status) => (
    { ...base, name, url: `https://shop.example.test/${name}`, method: 'GET', proto: 'HTTP/1.1', status, expected_response: String(status === '200'), group: '' })));
  const values = Array.from({ length: 100 }, (_, at) => 20 * Math.exp(Math.sin((at + seed) * 12.9898 + second) * 1.5));
  const histogram = histogramOf(values, 4);
  const counters: MetricOf[] = ['http_reqs', 'data_sent', 'data_received', 'iterations', 'spent'].map((name) => ({ name, ...when, sum: (name === 'http_reqs' ? requests : [base]).map((tags) => ({ double: 17, tags })) }));
  const rates: MetricOf[] = ['http_req_failed', 'checks', 'lucky'].map((name) => ({
    name: `${name}.total`, ...when, sum: requests.map((tags, at) => ({ int: 9, tags: { ...tags, ...(name === 'checks' && { check: `check ${at % 3}` }), condition: at % 2 === 0 ? 'nonzero' : 'zero' } })),
  }));
  const gauges: MetricOf[] = ['vus', 'vus_max'].map((name) => ({ name, ...when, gauge: [{ double: 5, tags: base }] }));
  return encodeRequest([...counters, ...rates, ...gauges, ...trends.map((name): MetricOf => ({ name, unit: 'ms', ...when, exponential: (name.startsWith('http') ? requests : [base]).map((tags) => ({ ...histogram, tags })) }))]);
}

/** The same of one second by k6's cloud output: a series for each set of tags, k6's own histograms. */
function aCloudExport(second: number, seed: number): Buffer {
  const time = start / 1000 + second;
  const base = { scenario: 'main', instance_id: String(seed), testrun_name: 'nightly' };
  const requests = ['login', 'search', 'order'].flatMap((name): Tags[] => ['200', '404'].map((status) => (
    { ...base, name, url: `https://shop.example.test/${name}`, method: 'GET', proto: 'HTTP/1.1', status, expected_response: String(status === '200'), group: '' })));
  const trend = [hdrOf(Array.from({ length: 100 }, (_, at) => 20 * Math.exp(Math.sin((at + seed) * 12.9898 + second) * 1.5)), time)];
  const series = (name: string, of: (tags: Tags) => SeriesOf): CloudMetricOf => ({ name, series: (name.startsWith('http') || name === 'checks' ? requests : [base]).map(of) });
  return encodeMetricSet([
    ...['http_reqs', 'data_sent', 'data_received', 'iterations', 'spent'].map((name) => series(name, (tags) => ({ tags, counter: [{ time, value: 17 }] }))),
    ...['http_req_failed', 'checks', 'lucky'].map((name) => series(name, (tags) => ({ tags: name === 'checks' ? { ...tags, check: `check ${tags['name'] ?? ''}` } : tags, rate: [{ time, nonzero: 9, total: 18 }] }))),
    ...['vus', 'vus_max'].map((name) => series(name, (tags) => ({ tags, gauge: [{ time, last: 5, count: 1, min: 5, max: 5 }] }))),
    ...trends.map((name) => series(name, (tags) => ({ tags, trend }))),
  ]);
}

/** Unpacking, decoding and merging what the cloud output sends. */
function cloudFigures(): Figure[] {
  const bodies = Array.from({ length: 60 }, (_, second) => packSnappy(aCloudExport(second, second % 7)));
  const points = decodeMetricSet(unpackSnappy(bodies[0] ?? Buffer.alloc(0))).reduce((sum, metric) => sum + metric.points.length, 0);
  const taken = Array.from({ length: rounds + 1 }, () => {
    const streams = new Streams();
    return cpuOf((at) => {
      const second = Math.floor(at / runners) % bodies.length;
      const request = { key: String(at), metrics: decodeMetricSet(unpackSnappy(bodies[second] ?? Buffer.alloc(0))) };
      streams.accept({ uid: 'u', runner: at % runners + 1, request, now: start + second * 1000, subMetrics: ['http_req_duration{name:login}'], fromStart: true });
    });
  }).slice(1);
  const each = median(taken);
  return [
    { name: 'the same by k6\'s cloud output', value: each, unit: 'µs', note: `${points} points, ${bodies[0]?.length ?? 0} bytes as snappy; ${taken.map((time) => time.toFixed(0)).join(', ')}` },
    { name: 'share of a core for 1,000 runners by it', value: each / 10, unit: '%', note: 'one export a second each, without HTTP' },
  ];
}

/** What taking runners' exports costs, against JSON.parse of the same, and what a run's streams take of memory. */
export async function benchCollector(): Promise<Figure[]> {
  const bodies = Array.from({ length: 60 }, (_, second) => anExport(second, second % 7));
  const points = decodeRequest(bodies[0] ?? Buffer.alloc(0)).reduce((sum, { numbers, histograms }) => sum + numbers.length + histograms.length, 0);
  const json = bodies.map((body) => JSON.stringify(plain(body)));
  const taken: number[] = [];
  const parsed: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const streams = new Streams();
    const take = cpuOf((at) => accept(streams, Math.floor(at / runners) % bodies.length, at % runners + 1, bodies));
    const parse = cpuOf((at) => void JSON.parse(json[at % json.length] ?? ''));
    // The first round warms the compiler up.
    if (round > 0) taken.push(take);
    if (round > 0) parsed.push(parse);
  }
  const each = median(taken);
  const name = 'CPU time to decode and merge an export';
  const ratios = taken.map((time, round) => time / (parsed[round] ?? Number.NaN));
  return [
    { name: 'JSON.parse of the same', value: median(parsed), unit: 'µs', note: `${points} points, ${bodies[0]?.length ?? 0} bytes as protobuf, ${json[0]?.length ?? 0} as JSON` },
    { name, value: each, unit: 'µs', ratio: { to: 'JSON.parse of the same', value: median(ratios) }, note: `median of ${rounds} rounds: ${taken.map((time) => time.toFixed(0)).join(', ')}` },
    { name: 'exports a second, of one core', value: 1e6 / each, unit: '/s' },
    { name: 'points a second, of one core', value: points * 1e6 / each, unit: '/s' },
    { name: 'share of a core for 1,000 runners', value: each / 10, unit: '%', note: 'one export a second each, without HTTP' },
    ...cloudFigures(),
    ...await overHttp(bodies),
    ...memory(bodies),
  ];
}

function accept(streams: Streams, second: number, runner: number, bodies: readonly Buffer[]): void {
  const request = decodeRequest(bodies[second] ?? Buffer.alloc(0));
  streams.accept({ uid: 'u', runner, request, now: start + second * 1000, subMetrics: ['http_req_duration{name:login}'], fromStart: true });
}

function plain(body: Buffer): unknown {
  const keys = ['name', 'status', 'url', 'method', 'proto', 'group', 'scenario', 'expected_response', 'check', 'condition', 'instance_id', 'testrun_name'];
  return decodeRequest(body).map((metric) => ({ ...metric, ...Object.fromEntries((['numbers', 'histograms'] as const).map((list) => [
    list, metric[list].map((point) => ({ ...point, attributes: Object.fromEntries(keys.map((key) => [key, point.attributes.get(key)])) })),
  ])) }));
}

/** Microseconds of this process for each call. */
function cpuOf(call: (at: number) => void): number {
  const before = process.cpuUsage();
  for (let at = 0; at < exportsEach; at += 1) call(at);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / exportsEach;
}

/** Client and server share this process: the bare server's cost is most of what HTTP adds. */
async function overHttp(bodies: readonly Buffer[]): Promise<Figure[]> {
  const bare = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => void bare.listen(0, '127.0.0.1', resolve));
  const collector = await serveCollector({
    port: 0, streams: new Streams(), now: () => start, leader: () => 'here', onData: () => undefined, log: { error: console.error },
    known: () => ({ token: () => 'token', subMetrics: [], fromStart: true }),
  });
  const bareTime = await postAll((bare.address() as AddressInfo).port, bodies);
  const time = await postAll(collector.port, bodies);
  await collector.close();
  bare.close();
  const name = 'CPU time of an export to a bare server, with its client';
  return [{ name, value: bareTime, unit: 'µs' }, { name: 'CPU time of an export to the collector, with its client', value: time, unit: 'µs', ratio: { to: name, value: time / bareTime } }];
}

async function postAll(port: number, bodies: readonly Buffer[]): Promise<number> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 10 });
  const before = process.cpuUsage();
  for (let at = 0; at < exportsEach; at += runners) {
    await Promise.all(Array.from({ length: runners }, async (_, runner) => {
      const answer = await pool.request({
        method: 'POST', path: `/v1/runs/u/runners/${runner + 1}/metrics`, headers: { 'content-type': 'application/x-protobuf', authorization: 'Bearer token' }, body: bodies[at / runners] ?? null,
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`an export was answered with ${answer.statusCode}`);
    }));
  }
  const { user, system } = process.cpuUsage(before);
  await pool.close();
  return (user + system) / exportsEach;
}

function memory(bodies: readonly Buffer[]): Figure[] {
  const heapOf = (runnersOfRun: number, length: number): number => {
    const before = liveHeap();
    const streams = new Streams();
    for (let second = 0; second < length; second += 1) {
      const body = second < bodies.length ? bodies[second] : anExport(second, second % 7);
      for (let runner = 1; runner <= runnersOfRun; runner += 1) {
        streams.accept({ uid: 'u', runner, request: decodeRequest(body ?? Buffer.alloc(0)), now: start + second * 1000, subMetrics: [], fromStart: true });
      }
    }
    const used = liveHeap() - before;
    return streams.uids().length * used;
  };
  const one = heapOf(1, 20);
  return [
    { name: `memory of a run of 10 runners and ${seconds} s`, value: heapOf(10, seconds) / 1024 / 1024, unit: 'MiB' },
    { name: 'memory of each further runner', value: (heapOf(manyRunners, 20) - one) / (manyRunners - 1) / 1024, unit: 'KiB' },
  ];
}

/** Bytes, array buffers too, after a full collection. */
function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
