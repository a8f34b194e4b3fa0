import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { bodyLimit } from '../../webhook/app.ts';
import type { Knowledge } from '../../webhook/review.ts';
import { aRun } from '../api/builders.ts';
import { aReview, bareRun, policy, wholeRun } from './reviews.ts';
import { responseOf, serve, type Serving } from './serving.ts';

jest.setTimeout(60_000);

const json = { 'content-type': 'application/json' };
let serving: Serving;
let knowledge: () => Knowledge;
beforeAll(async () => {
  knowledge = () => ({ policy, seen: {} });
  serving = await serve(() => knowledge());
});
afterAll(() => serving.close());

/** A good review, over a connection of the pool. */
async function worksStill(): Promise<void> {
  const review = aReview();
  const answered = await serving.post('/mutate', review);
  expect([answered.status, responseOf(answered)]).toMatchObject([200, { uid: review.request['uid'], allowed: true, patchType: 'JSONPatch' }]);
}

const connected = async (options: object = {}): Promise<TLSSocket> => {
  const socket = connectTls({ port: serving.server.port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
};

describe('the webhook\'s server', () => {
  it('answers a review with the uid that it came with', async () => {
    for (const [path, object] of [['/mutate', bareRun], ['/mutate', wholeRun], ['/validate', wholeRun], ['/validate', aRun({ parallelism: 0 })]] as const) {
      const review = aReview({ object });
      const answered = await serving.post(path, review);
      expect([answered.status, answered.headers['content-type'], responseOf(answered).uid]).toEqual([200, 'application/json', review.request['uid']]);
    }
  });

  it('refuses with the words of all faults, and warns of what is risky', async () => {
    const refused = responseOf(await serving.post('/mutate', aReview({ object: aRun({ parallelism: 0, runner: { image: 'A B' } }) })));
    expect(refused).toMatchObject({ allowed: false, status: { code: 422, message: expect.stringMatching(/parallelism[^]*image/u) } });
    const warned = responseOf(await serving.post('/validate', aReview({ object: aRun({ runner: { image: 'k6:latest' } }) })));
    expect(warned).toMatchObject({ allowed: true, warnings: [expect.stringContaining('k6:latest')] });
  });

  it('is alive at once, and ready only while it is trusted', async () => {
    expect(await serving.get('/healthz')).toMatchObject({ status: 200, text: 'ok' });
    expect(await serving.get('/readyz')).toMatchObject({ status: 503, text: 'no certificate that the API server trusts yet' });
    serving.server.trust({ ready: true, reason: 'trusted', notAfter: new Date(86_400_000) });
    expect(await serving.get('/readyz')).toMatchObject({ status: 200, text: 'trusted' });
    serving.server.trust({ ready: false, reason: 'the caBundle is another' });
    expect(await serving.get('/readyz')).toMatchObject({ status: 503, text: 'the caBundle is another' });
  });

  it.each([
    ['another content type', { path: '/mutate', headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
    ['no content type', { path: '/mutate', body: '{}' }, 415],
    ['a compressed body', { path: '/mutate', headers: { ...json, 'content-encoding': 'gzip' }, body: 'x' }, 415],
    ['another encoding', { path: '/mutate', headers: { 'content-type': 'application/json; charset=ebcdic' }, body: '{}' }, 415],
    ['no body', { path: '/mutate', headers: json }, 400],
    ['half of a JSON body', { path: '/validate', headers: json, body: '{"a":' }, 400],
    ['a JSON body that is a number', { path: '/validate', headers: json, body: '1' }, 400],
    ['no review', { path: '/validate', headers: json, body: '{}' }, 400],
    ['no uid', { path: '/mutate', headers: json, body: JSON.stringify(aReview({ request: { uid: '' } })) }, 400],
    ['a body nested a hundred thousand times', { path: '/mutate', headers: json, body: '['.repeat(1e5) + ']'.repeat(1e5) }, 400],
    ['an object nested a hundred thousand times', { path: '/mutate', headers: json, body: JSON.stringify(aReview({ object: 0 })).replace('"object":0', `"object":${'['.repeat(1e5)}${']'.repeat(1e5)}`) }, 400],
    ['another path', { path: '/', method: 'GET' }, 404],
    ['a path that cannot be decoded', { path: '/%E0%A4%A', method: 'GET' }, 404],
    ['another method', { path: '/mutate', method: 'GET' }, 405],
  ] as const)('answers %s with a short text', async (_, options, status) => {
    const answered = await serving.send(options);
    expect([answered.status, answered.headers['connection']]).toEqual([status, 'close']);
    expect(answered.text).toMatch(/^[\w' ,.;/-]{5,100}$/u);
    await worksStill();
  });

  it('takes the largest update that an API server can have, and nothing beyond the limit', async () => {
    const large = aRun({ env: 'x'.repeat(1.5 * 1024 * 1024) } as never);
    const answered = await serving.post('/mutate', aReview({ object: aRun({ env: 'x'.repeat(3 * 1024 * 1024) } as never), before: large }));
    expect(responseOf(answered)).toMatchObject({ allowed: true });
    const beyond = await serving.post('/mutate', 'x'.repeat(bodyLimit + 1)).then(({ status }) => status, () => 'closed');
    expect([413, 'closed']).toContain(beyond);
    await worksStill();
  });

  it('keeps keys that JavaScript objects have by nature apart from those of the run', async () => {
    const object = JSON.parse(JSON.stringify(bareRun).replace('"spec":{', '"__proto__":{"admin":true},"constructor":{"prototype":{}},"spec":{"__proto__":{"parallelism":9},"toString":1,')) as unknown;
    const body = JSON.stringify(aReview({ object: 0 })).replace('"object":0', `"object":${JSON.stringify(object)}`);
    expect((await serving.post('/mutate', body)).status).toBe(200);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    await worksStill();
  });

  it('tells of a fault of its own by uid, logs it with its stack, and lives on', async () => {
    const well = knowledge;
    knowledge = () => {
      throw new Error('a decision that fails');
    };
    const review = aReview();
    const answered = await serving.post('/validate', review);
    knowledge = well;
    expect([answered.status, answered.text]).toEqual([500, `request ${String(review.request['uid'])}: internal error, which the webhook's log tells more of`]);
    expect(serving.logged.at(-1)).toMatchObject({ uid: review.request['uid'], err: { message: 'a decision that fails', stack: expect.stringContaining('server.test.ts') } });
    await worksStill();
  });

  it('closes connections that do not speak TLS, and answers what is not HTTP', async () => {
    const plain = connectTcp(serving.server.port, '127.0.0.1');
    plain.on('error', () => undefined).write('GET /healthz HTTP/1.1\r\n\r\n');
    await once(plain, 'close');
    const socket = await connected();
    socket.write('NOT HTTP AT ALL\r\n\r\n');
    const [answer] = await once(socket, 'data') as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 400 /u);
    await worksStill();
  });

  it('speaks no TLS older than 1.2', async () => {
    await expect(connected({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }).then(() => 'connected')).rejects.toThrow();
  });

  it('survives callers that go away in the middle of a request', async () => {
    for (let at = 0; at < 20; at += 1) {
      const socket = await connected();
      socket.write(`POST /mutate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"a":`);
      if (at % 2 === 0) socket.destroy();
      else socket.end();
    }
    await worksStill();
  });

  it('ends connections whose body does not come, and leaves those alone that have sent nothing yet', async () => {
    const impatient = await serve(undefined, { bodyTimeoutMs: 200 });
    const [slow, silent] = await Promise.all([connected({ port: impatient.server.port }), connected({ port: impatient.server.port })]);
    slow.write('POST /mutate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"a":');
    await once(slow.resume(), 'close');
    silent.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    expect((await once(silent, 'data') as [Buffer])[0].toString()).toMatch(/^HTTP\/1.1 200 /u);
    await impatient.close();
  });

  it('serves others while a hundred connections are open that say nothing', async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => connected()));
    await worksStill();
    for (const socket of sockets) socket.destroy();
  });

  it('counts requests by verdict, faults by reason, warnings, and what was malformed', async () => {
    const { metrics } = serving;
    metrics.registry.resetMetrics();
    serving.server.trust({ ready: true, reason: 'trusted', notAfter: new Date(86_400_000) });
    await serving.post('/mutate', aReview({ request: { dryRun: true } }));
    await serving.post('/validate', aReview({ object: aRun({ parallelism: 0 }) }));
    await serving.post('/validate', aReview({ object: aRun({ runner: { image: 'k6:latest' } }), kind: 'TestRun' }));
    await serving.post('/validate', aReview({ request: { kind: { group: 'x', version: 'v1', kind: '{}"\n' } } }));
    await serving.post('/validate', '{');
    const { text, headers } = await serving.get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    for (const line of [
      'k6_operator_admission_requests_total{path="mutate",operation="CREATE",kind="K6",verdict="patched",dry_run="true"} 1',
      'k6_operator_admission_requests_total{path="validate",operation="CREATE",kind="K6",verdict="refused",dry_run="false"} 1',
      'k6_operator_admission_requests_total{path="validate",operation="CREATE",kind="TestRun",verdict="allowed",dry_run="false"} 1',
      'k6_operator_admission_requests_total{path="validate",operation="other",kind="other",verdict="passed",dry_run="false"} 1',
      'k6_operator_admission_refusals_total{reason="FieldValueInvalid"} 1',
      'k6_operator_admission_warnings_total 1',
      'k6_operator_admission_malformed_requests_total{code="400"} 1',
      'k6_operator_admission_duration_seconds_count{path="validate"} 3',
      'k6_operator_webhook_certificate_expiry_timestamp_seconds 86400',
      'k6_operator_webhook_ready 1',
    ]) expect(text.split('\n')).toContain(line);
    expect(text).toContain('process_cpu_seconds_total');
  });
});
