import { afterEach, describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createTransport, retryDelayMs, type Transport, type TransportOptions } from '../../kube/transport.ts';
import { KubeError } from '../../kube/errors.ts';
import { maxCalls } from '../../kube/calls.ts';
import { startFakeApiServer, type FakeApiServer, type Script } from '../fakes/apiserver.ts';
import { eventually, failure } from './helpers.ts';

let server: FakeApiServer | undefined;
const start = async (script: Script, options: TransportOptions = {}): Promise<FakeApiServer> => {
  server = await startFakeApiServer(script, options);
  return server;
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const get = (transport: Transport, more: object = {}): Promise<unknown> => transport.request({ method: 'GET', path: '/version', ...more });
const ok: Script = (answer) => answer.json({ ok: true });
/** Answers with `scripts` in turn, then well. */
const inTurn = (...scripts: Script[]): Script => (answer) => (scripts.shift() ?? ok)(answer);

describe('connections', () => {
  it('are kept: a hundred calls one after another take turns on two at most', async () => {
    const { transport, connections } = await start(ok);
    for (let i = 0; i < 100; i += 1) await get(transport);
    expect(connections()).toBeLessThanOrEqual(2);
  });

  it('are kept after an error answer too, since its body is always read', async () => {
    const { transport, connections } = await start((answer) => answer.status(404, 'NotFound'));
    for (let i = 0; i < 20; i += 1) await failure(get(transport));
    expect(connections()).toBeLessThanOrEqual(2);
  });

  it('are at most so many, however many calls there are at once', async () => {
    const { transport, connections } = await start((answer) => void setTimeout(() => ok(answer), 5));
    await Promise.all(Array.from({ length: 200 }, () => get(transport)));
    expect(connections()).toBe(maxCalls);
  });

  it('of watches never keep a call waiting', async () => {
    const { transport } = await start((answer) => {
      if (answer.call.query.has('watch')) answer.watch();
      else ok(answer);
    }, { maxStreams: 5 });
    const streams = await Promise.all(Array.from({ length: 5 }, () => transport.stream({ method: 'GET', path: '/pods', query: { watch: true } })));
    expect(await get(transport)).toEqual({ ok: true });
    const sixth = failure(transport.stream({ method: 'GET', path: '/pods', query: { watch: true }, timeoutMs: 100 }));
    expect((await sixth).kind).toBe('Timeout');
    for (const stream of streams) stream.on('error', () => undefined).destroy();
  });

  it('may go to a plain http:// server whose kubeconfig says nothing of TLS, below a path of its own', async () => {
    const { config, calls } = await start(ok);
    const cluster = config.getCurrentCluster();
    const behind = new KubeConfig();
    behind.loadFromClusterAndUser({ name: 'c', server: `${cluster?.server ?? ''}/k8s/clusters/c-1`, skipTLSVerify: false }, { name: 'u', token: 'secret' });
    const transport = createTransport(behind, { userAgent: 'tests/1' });
    await get(transport, { query: { a: 'b c', none: undefined, limit: 5, watch: true } });
    expect(calls[0]?.path).toBe('/k8s/clusters/c-1/version');
    expect([...calls[0]?.query ?? []]).toEqual([['a', 'b c'], ['limit', '5'], ['watch', 'true']]);
    expect(calls[0]?.headers).toMatchObject({ 'authorization': 'Bearer secret', 'user-agent': 'tests/1' });
    await transport.close();
  });
});

describe('a server that is busy', () => {
  it.each([429, 503])('(%i) gets any call again after the time it asked for', async (code) => {
    const { transport, calls } = await start(inTurn((answer) => answer.status(code, 'Busy', { 'retry-after': '0' })));
    await transport.request({ method: 'POST', path: '/jobs', body: { a: 1 } });
    expect(calls.map(({ method, body }) => [method, body])).toEqual([['POST', { a: 1 }], ['POST', { a: 1 }]]);
  });

  it('is given up at once when it asks for more time than the call has', async () => {
    const { transport, calls } = await start((answer) => answer.status(429, 'TooManyRequests', { 'retry-after': '60' }));
    const error = await failure(get(transport));
    expect(error).toMatchObject({ kind: 'TooManyRequests', retryAfterSeconds: 60 });
    expect(calls).toHaveLength(1);
  });

  it('is not asked again once the caller aborted', async () => {
    const caller = new AbortController();
    const { transport, calls } = await start((answer) => {
      answer.status(429, 'TooManyRequests', { 'retry-after': '20' });
      setTimeout(() => caller.abort(new Error('enough')), 20);
    });
    expect(await failure(get(transport, { signal: caller.signal }))).toMatchObject({ kind: 'Aborted', cause: new Error('enough') });
    expect(calls).toHaveLength(1);
  });

  it('is told a delay that grows where the server names none', () => {
    const busy = new KubeError('Unavailable', '', { status: 503 });
    expect([0, 1, 2, 10].map((attempt) => retryDelayMs(false, busy, attempt, 0))).toEqual([250, 500, 1000, 10_000]);
  });
});

describe('a connection that breaks', () => {
  it('lets a GET be sent again', async () => {
    const { transport, calls } = await start(inTurn((answer) => answer.reset()));
    expect(await get(transport)).toEqual({ ok: true });
    expect(calls).toHaveLength(2);
  });

  it('in the middle of an answer lets a GET be sent again', async () => {
    const half: Script = ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"items":[', () => response.socket?.resetAndDestroy());
    };
    const { transport } = await start(inTurn(half));
    expect(await get(transport)).toEqual({ ok: true });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('lets a %s fail: nobody knows whether it was done', async (method) => {
    const { transport, calls } = await start((answer) => answer.reset());
    expect((await failure(transport.request({ method, path: '/jobs/a' }))).kind).toBe('Network');
    expect(calls).toHaveLength(1);
  });

  it('for good is an error of the network, with its cause', async () => {
    const { config, close } = await start(ok);
    await close();
    server = undefined;
    const transport = createTransport(config);
    const error = await failure(get(transport));
    expect(error).toMatchObject({ kind: 'Network', cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toMatch(/^GET \/version: connect ECONNREFUSED/);
    await transport.close();
  });
});

describe('a call', () => {
  it('that gets no answer ends by its deadline', async () => {
    const { transport } = await start(() => undefined);
    expect(await failure(get(transport, { timeoutMs: 50 }))).toMatchObject({ kind: 'Timeout', message: 'GET /version: no answer within 0.05 s' });
  });

  it('whose answer stops half-way ends by its deadline', async () => {
    const { transport } = await start(({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'));
    expect((await failure(get(transport, { timeoutMs: 50 }))).kind).toBe('Timeout');
  });

  it('ends with the caller’s own reason when the caller aborts', async () => {
    const { transport } = await start(() => undefined);
    const reason = new Error('shutting down');
    expect(await failure(get(transport, { signal: AbortSignal.abort(reason) }))).toMatchObject({ kind: 'Aborted', cause: reason });
  });

  it('leaves no listener on a signal that lives long', async () => {
    const { transport } = await start(ok);
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    for (let i = 0; i < 10; i += 1) await get(transport, { signal });
    expect(listeners).toBe(0);
  });

  it('that the server answers with something other than JSON is text', async () => {
    const { transport } = await start((answer) => answer.text('ok'));
    expect(await get(transport)).toBe('ok');
  });

  it('that is answered with broken JSON fails, and is not sent again', async () => {
    const { transport, calls } = await start(({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'));
    expect((await failure(get(transport))).message).toBe('GET /version: the answer is not JSON');
    expect(calls).toHaveLength(1);
  });

  it('is told of with its status and its time, failed ones too', async () => {
    const seen: unknown[] = [];
    const { transport } = await start(inTurn((answer) => answer.reset()), { onCall: (call) => seen.push(call) });
    await get(transport);
    expect(seen).toMatchObject([{ method: 'GET', path: '/version', status: 0 }, { status: 200, seconds: expect.any(Number) }]);
  });

  it('under way ends when the transport is closed', async () => {
    const { transport } = await start(() => undefined);
    const call = failure(transport.request({ method: 'POST', path: '/jobs' }));
    await eventually(() => server?.calls.length);
    await transport.close();
    expect((await call).kind).toBe('Network');
  });
});

describe('an error’s message', () => {
  it('never holds a body that is not a Status, such as a proxy’s page', async () => {
    const { transport } = await start((answer) => answer.text('<html>token=secret</html>', 502));
    const error = await failure(transport.request({ method: 'POST', path: '/jobs', timeoutMs: 100 }));
    expect(error).toMatchObject({ kind: 'Unavailable', message: 'POST /jobs: HTTP 502' });
  });

  it('is made although the body has no end', async () => {
    const { transport } = await start(({ response }) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(16_384), more);
      };
      more();
    });
    expect((await failure(get(transport))).message).toBe('GET /version: HTTP 500');
  });
});

describe('the server’s warnings', () => {
  it('are passed on once each, unquoted, several to an answer', async () => {
    const seen: string[] = [];
    const header = ['299 - "a \\"quoted\\" one"', '299 - "another, with a comma"'];
    const { transport } = await start((answer) => answer.json({}, 200, { warning: header }), { warn: (text) => seen.push(text) });
    await get(transport);
    await get(transport);
    expect(seen).toEqual(['a "quoted" one', 'another, with a comma']);
  });
});
