import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, request as send } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { bodyLimit } from '../../../controller/collector/body.ts';
import { serveCollector, type Collector, type CollectorOptions, type ExportOutcome } from '../../../controller/collector/server.ts';
import { Streams } from '../../../controller/collector/streams.ts';
import { isSameToken, runnerToken } from '../../../controller/collector/token.ts';
import { freePort } from '../../setup/k6.ts';
import { encodeRequest } from './otlp/encode.ts';

const uid = '0a1b2c3d-0000-4000-8000-000000000001';
const now = 1_700_000_001_000;
const body = encodeRequest([{ name: 'http_reqs', from: now - 1000, to: now, sum: [{ double: 7 }] }]);
const type = { 'content-type': 'application/x-protobuf' };
const bearer = (runner: number, key = 'key'): Record<string, string> => ({ authorization: `Bearer ${runnerToken(key, uid, runner)}` });

const open: Collector[] = [];

interface Serving extends Collector {
  streams: Streams;
  heard: string[];
  outcomes: ExportOutcome[];
}

async function serving(overrides: Partial<CollectorOptions> = {}): Promise<Serving> {
  const [streams, heard, outcomes]: [Streams, string[], ExportOutcome[]] = [new Streams(), [], []];
  const collector = await serveCollector({
    port: 0, streams, now: () => now, leader: () => 'here', onData: (of) => void heard.push(of), onExport: (outcome) => void outcomes.push(outcome), log: { error: () => undefined },
    known: (of) => of === uid ? { token: (runner) => runner <= 2 ? runnerToken('key', uid, runner) : undefined, subMetrics: [], fromStart: true } : undefined,
    ...overrides,
  });
  open.push(collector);
  return { ...collector, streams, heard, outcomes };
}

interface Sent {
  runner?: number;
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  content?: Buffer;
}

async function post({ port }: Collector, { runner = 1, path = `/v1/runs/${uid}/runners/${runner}/metrics`, method = 'POST', headers = { ...type, ...bearer(runner) }, content = body }: Sent = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(method === 'GET' ? {} : { body: new Uint8Array(content) }) });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((collector) => collector.close()));
});

describe('the collector', () => {
  it('answers where nobody counts what becomes of exports', async () => {
    const streams = new Streams();
    const known = (): ReturnType<CollectorOptions['known']> => ({ token: (runner) => runnerToken('key', uid, runner), subMetrics: [], fromStart: true });
    const collector = await serveCollector({ port: 0, streams, now: () => now, leader: () => 'here', onData: () => undefined, log: { error: () => undefined }, known });
    open.push(collector);
    expect((await post({ ...collector })).status).toBe(200);
    expect(streams.view(uid)?.metrics.has('http_reqs')).toBe(true);
  });

  it('takes an export, packed or not, and says so', async () => {
    const collector = await serving();
    const answer = await post(collector);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'application/x-protobuf', '']);
    expect((await post(collector, { runner: 2, headers: { ...type, ...bearer(2), 'content-encoding': 'gzip' }, content: gzipSync(body) })).status).toBe(200);
    expect(collector.streams.view(uid)?.metrics.get('http_reqs')).toEqual({ type: 'counter', contains: 'default', sum: 14 });
    expect(collector.heard).toEqual([uid, uid]);
    expect(collector.outcomes[0]).toEqual({ outcome: 'accepted', status: 200, bytes: body.length, points: 1, duplicates: 0 });
  });

  it('counts an export once that comes twice', async () => {
    const collector = await serving();
    await post(collector);
    expect((await post(collector)).status).toBe(200);
    expect(collector.streams.view(uid)?.runners.get(1)?.counts.get('http_reqs')).toBe(7);
    expect(collector.outcomes[1]).toMatchObject({ points: 0, duplicates: 1 });
  });

  it.each<[string, number, Sent]>([
    ['no token', 401, { headers: type }],
    ['another runner\'s token', 401, { headers: { ...type, ...bearer(2) } }],
    ['a token by another key', 401, { headers: { ...type, ...bearer(1, 'other') } }],
    ['a runner that the run has not', 401, { runner: 3 }],
    ['a run that nobody knows', 404, { path: '/v1/runs/other/runners/1/metrics' }],
    ['another path', 404, { path: '/v1/metrics' }],
    ['a runner 0', 404, { runner: 0 }],
    ['another method', 405, { method: 'GET' }],
    ['JSON', 415, { headers: { ...bearer(1), 'content-type': 'application/json' } }],
    ['another packing', 415, { headers: { ...type, ...bearer(1), 'content-encoding': 'br' } }],
    ['bytes that are no export', 400, { content: Buffer.from('hello') }],
    ['bytes that are no gzip', 400, { headers: { ...type, ...bearer(1), 'content-encoding': 'gzip' } }],
    ['too many bytes', 413, { content: Buffer.alloc(bodyLimit + 1) }],
    ['too many bytes once unpacked', 413, { headers: { ...type, ...bearer(1), 'content-encoding': 'gzip' }, content: gzipSync(Buffer.alloc(bodyLimit + 1)) }],
  ])('refuses %s with %i, and takes nothing of it', async (_, status, sent) => {
    const collector = await serving();
    const answer = await post(collector, sent);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('connection')).toBe('close');
    expect(collector.streams.uids()).toEqual([]);
    expect(collector.outcomes).toEqual([{ outcome: 'refused', status, bytes: 0, points: 0, duplicates: 0 }]);
  });

  it('refuses a body of unknown length once it is too long', async () => {
    const { port } = await serving();
    const status = await new Promise<number | undefined>((resolve) => {
      const outgoing = send({ port, host: '127.0.0.1', method: 'POST', path: `/v1/runs/${uid}/runners/1/metrics`, headers: { ...type, ...bearer(1) } }, (answer) => {
        resolve(answer.statusCode);
        answer.destroy();
      });
      outgoing.on('error', () => undefined);
      outgoing.write(Buffer.alloc(bodyLimit));
      outgoing.write(Buffer.alloc(2));
    });
    expect(status).toBe(413);
  });

  it('survives a runner that goes away in the middle', async () => {
    const collector = await serving();
    const socket = connect(collector.port, '127.0.0.1');
    const gone = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.write(`POST /v1/runs/${uid}/runners/1/metrics HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\ncontent-length: 100\r\nauthorization: ${bearer(1).authorization ?? ''}\r\n\r\nhalf`, () => socket.destroy());
    await gone;
    expect((await post(collector)).status).toBe(200);
  });

  it('says to come again where nobody leads', async () => {
    const answer = await post(await serving({ leader: () => undefined }));
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('connection')]).toEqual([503, '1', 'close']);
  });

  it('answers 500 where it fails itself, and goes on', async () => {
    const streams = { accept: (): never => { throw new Error('broken'); } };
    const collector = await serving({ streams });
    expect((await post(collector)).status).toBe(500);
    expect((await post(collector)).status).toBe(500);
  });
});

describe('a replica that stands by', () => {
  it('passes exports and answers on', async () => {
    const leader = await serving();
    const standby = await serving({ leader: () => ({ host: '127.0.0.1', port: leader.port }), known: () => undefined });
    expect((await post(standby)).status).toBe(200);
    expect((await post(standby, { headers: type })).status).toBe(401);
    expect((await post(standby, { headers: { ...type, ...bearer(1), 'content-encoding': 'gzip' }, content: gzipSync(body) })).status).toBe(200);
    expect(leader.streams.view(uid)?.runners.get(1)?.counts.get('http_reqs')).toBe(7);
    expect(standby.streams.uids()).toEqual([]);
    expect(standby.outcomes.map(({ outcome, status }) => [outcome, status])).toEqual([['forwarded', 200], ['forwarded', 401], ['forwarded', 200]]);
  });

  it('passes nothing on that was passed on to it', async () => {
    const ports = [await freePort(), await freePort()];
    const [a, b] = await Promise.all(ports.map((port, at) => serving({ port, leader: () => ({ host: '127.0.0.1', port: ports[1 - at] ?? 0 }) })));
    if (!a || !b) throw new Error('there are two');
    expect((await post(a)).status).toBe(503);
    expect([a.outcomes.length, b.outcomes.length]).toEqual([1, 1]);
  });

  it.each([
    ['is gone', (): void => undefined],
    ['breaks off', (socket: { destroy: () => void }): void => socket.destroy()],
  ])('says to come again where the leader %s', async (how, onConnection) => {
    const leader = createServer();
    leader.on('connection', onConnection);
    await new Promise<void>((resolve) => void leader.listen(0, resolve));
    const { port } = leader.address() as { port: number };
    if (how === 'is gone') await new Promise((resolve) => leader.close(resolve));
    const answer = await post(await serving({ leader: () => ({ host: '127.0.0.1', port }) }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '1']);
    leader.close();
  });
});

describe('a token', () => {
  it('is one for each key, run and runner', () => {
    const tokens = [runnerToken('key', uid, 1), runnerToken('key', uid, 2), runnerToken('other', uid, 1), runnerToken('key', 'other', 1)];
    expect(new Set(tokens).size).toBe(4);
    expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
    expect([isSameToken(tokens[0] ?? '', tokens[0] ?? ''), isSameToken(tokens[0] ?? '', tokens[1] ?? ''), isSameToken(tokens[0] ?? '', '')]).toEqual([true, false, false]);
  });
});
