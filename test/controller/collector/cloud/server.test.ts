import { afterEach, describe, expect, it } from '@jest/globals';
import { bodyLimit } from '../../../../controller/collector/body.ts';
import { serveCollector, type Collector, type CollectorOptions, type ExportOutcome } from '../../../../controller/collector/server.ts';
import { Streams } from '../../../../controller/collector/streams.ts';
import { runnerToken } from '../../../../controller/collector/token.ts';
import type { GaugeSeries, TrendSeries } from '../../../../controller/merge/types.ts';
import { varint } from '../otlp/encode.ts';
import { encodeMetricSet, hdrOf, packSnappy, type CloudMetricOf } from './encode.ts';

const uid = '0a1b2c3d-0000-4000-8000-000000000001';
const time = 1_700_000_000;
const set: CloudMetricOf[] = [
  { name: 'http_reqs', series: [{ tags: { name: 'a' }, counter: [{ time, value: 7 }] }, { tags: { name: 'b' }, counter: [{ time: time + 1, value: 4 }] }] },
  { name: 'vus', series: [{ gauge: [{ time, last: 5, count: 1, min: 5, max: 5 }] }] },
  { name: 'level', series: [{ gauge: [{ time, last: 2, count: 3, min: 1, max: 9 }] }] },
  { name: 'checks', series: [{ tags: { check: 'ok', group: '::a::b' }, rate: [{ time, nonzero: 3, total: 4 }] }] },
  { name: 'http_req_duration', series: [{ tags: { name: 'a' }, trend: [hdrOf([1, 2, 30], time)] }] },
];
const packed = packSnappy(encodeMetricSet(set));
const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'k6-metrics-protocol-version': '2.0', 'k6-idempotency-key': 'one', authorization: `Token ${runnerToken('key', uid, 1)}` };

const open: Collector[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()));
});

interface Serving extends Collector {
  streams: Streams;
  outcomes: ExportOutcome[];
}

async function serving(overrides: Partial<CollectorOptions> = {}): Promise<Serving> {
  const [streams, outcomes]: [Streams, ExportOutcome[]] = [new Streams(), []];
  const collector = await serveCollector({
    port: 0, streams, now: () => (time + 2) * 1000, leader: () => 'here', onData: () => undefined, onExport: (outcome) => void outcomes.push(outcome), log: { error: () => undefined },
    known: (of) => of === uid ? { token: (runner) => runner <= 2 ? runnerToken('key', uid, runner) : undefined, subMetrics: ['http_reqs{name:a}'], fromStart: true } : undefined,
    ...overrides,
  });
  open.push(collector);
  return { ...collector, streams, outcomes };
}

async function post({ port }: Collector, changed: Record<string, string | undefined> = {}, content = packed, path = `/v2/metrics/${uid}-1`): Promise<Response> {
  const all: Record<string, string | undefined> = { ...headers, ...changed };
  const sent = Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, value] as [string, string]]);
  return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers: sent, body: new Uint8Array(content) });
}

describe('what k6\'s cloud output sends', () => {
  it('goes into the same series, checks, groups and timeline as OpenTelemetry\'s', async () => {
    const collector = await serving();
    expect((await post(collector)).status).toBe(200);
    const view = collector.streams.view(uid);
    expect(view?.metrics.get('http_reqs')).toEqual({ type: 'counter', contains: 'default', sum: 11 });
    expect(view?.metrics.get('http_reqs{name:a}')).toMatchObject({ sum: 7 });
    expect(view?.metrics.get('level')).toEqual({ type: 'gauge', contains: 'default', value: 2, min: 1, max: 9 } satisfies GaugeSeries);
    expect(view?.metrics.get('http_req_duration') as TrendSeries).toMatchObject({ contains: 'time', count: 3, sum: 33, min: 1, max: 30 });
    expect([Object.fromEntries(view?.checks ?? []), view?.groups]).toEqual([{ '::a::b::ok': { passes: 3, fails: 1 } }, ['', '::a', '::a::b']]);
    expect(view?.runners.get(1)).toMatchObject({ vus: 5, lastHeard: (time + 2) * 1000 });
    expect(collector.streams.timeline(uid)?.requestsPerSecond).toEqual([7, 4]);
    expect(collector.outcomes).toEqual([{ outcome: 'accepted', status: 200, bytes: encodeMetricSet(set).length, points: 6, duplicates: 0 }]);
  });

  it('counts once where a request is repeated, and twice where two are alike', async () => {
    const collector = await serving();
    await post(collector);
    expect((await post(collector)).status).toBe(200);
    await post(collector, { 'k6-idempotency-key': 'two' });
    expect(collector.streams.view(uid)?.metrics.get('http_reqs')).toMatchObject({ sum: 22 });
    expect(collector.outcomes[1]).toMatchObject({ points: 0, duplicates: 6 });
  });

  it('is known again by its bytes where the request has no key', async () => {
    const collector = await serving();
    for (let sent = 0; sent < 2; sent += 1) await post(collector, { 'k6-idempotency-key': undefined });
    expect(collector.streams.view(uid)?.metrics.get('http_reqs')).toMatchObject({ sum: 11 });
  });

  it.each<[string, number, Buffer, string]>([
    ['another runner\'s token', 401, packed, `/v2/metrics/${uid}-2`],
    ['no runner', 404, packed, `/v2/metrics/${uid.slice(0, 8)}`],
    ['bytes that are no snappy', 400, Buffer.from('hello'), `/v2/metrics/${uid}-1`],
    ['bytes that are no metrics', 400, packSnappy(Buffer.from('hello')), `/v2/metrics/${uid}-1`],
    ['more than may be unpacked', 413, varint(bodyLimit + 1), `/v2/metrics/${uid}-1`],
  ])('is refused where it has %s: %i', async (_, status, content, path) => {
    const collector = await serving();
    expect((await post(collector, {}, content, path)).status).toBe(status);
    expect(collector.streams.uids()).toEqual([]);
  });

  it.each(['3.0', undefined])('of another version, %s, is told to end, so that k6 does not complain every second', async (version) => {
    const collector = await serving();
    const answer = await post(collector, { 'k6-metrics-protocol-version': version });
    expect([answer.status, await answer.json()]).toEqual([403, { error: { code: 4, message: expect.stringContaining('2.0') } }]);
    expect(collector.streams.uids()).toEqual([]);
  });

  it('waits for a replica that leads', async () => {
    let asked = 0;
    const collector = await serving({ leader: () => ((asked += 1) > 3 ? 'here' : undefined) });
    expect((await post(collector)).status).toBe(200);
    expect(collector.streams.view(uid)?.metrics.get('http_reqs')).toMatchObject({ sum: 11 });
  });

  it('is passed on to the replica that leads, with all that it is known again by', async () => {
    const leader = await serving();
    const standby = await serving({ leader: () => ({ host: '127.0.0.1', port: leader.port }), known: () => undefined });
    for (let sent = 0; sent < 2; sent += 1) expect((await post(standby)).status).toBe(200);
    expect(leader.outcomes.map(({ points, duplicates }) => [points, duplicates])).toEqual([[6, 0], [0, 6]]);
  });
});

describe('a gauge, a trend or a counter whose numbers are none', () => {
  it('is left out', async () => {
    const collector = await serving();
    await post(collector, {}, packSnappy(encodeMetricSet([{ name: 'a', series: [{ counter: [{ time, value: Number.NaN }] }] }, { name: 'b', series: [{ trend: [{ ...hdrOf([1]), sum: Infinity }, { ...hdrOf([1]), count: 0 }] }] }])));
    expect([...collector.streams.view(uid)?.metrics ?? []]).toEqual([]);
  });

  it('and a metric whose name is too long is, with a note', async () => {
    const collector = await serving();
    await post(collector, {}, packSnappy(encodeMetricSet([{ name: 'x'.repeat(129), series: [{ counter: [{ time, value: 1 }] }] }])));
    expect([[...collector.streams.view(uid)?.metrics ?? []], collector.streams.notes(uid)]).toEqual([[], [expect.stringContaining('left out')]]);
  });
});
