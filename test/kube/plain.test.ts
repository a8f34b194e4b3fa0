import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createPlainTransport } from '../../kube/plain.ts';
import type { Transport } from '../../kube/transport.ts';

const seen: string[] = [];
/** What the server does with a stream, by its path. */
const streams: Record<string, (response: ServerResponse) => void> = {
  '/whole': (response) => response.end('one\ntwo\n'),
  '/broken': (response) => response.write('one\n', () => response.destroy()),
  '/endless': (response) => response.write('one\n'),
};
const server = createServer((request, response) => {
  const stream = streams[request.url ?? ''];
  if (stream !== undefined) {
    stream(response);
    return;
  }
  void text(request).then((body) => {
    seen.push(`${request.method ?? ''} ${body}`);
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
let transport: Transport;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  transport = createPlainTransport({ server: `http://127.0.0.1:${port}`, rejectUnauthorized: true }, {});
});
afterAll(async () => {
  await transport.close();
  server.close();
});

describe('a transport over Node’s own HTTP', () => {
  it('sends what is to be deleted, and goes on over the same connection', async () => {
    await transport.request({ method: 'DELETE', path: '/a', body: { propagationPolicy: 'Foreground', note: 'ä' } });
    await transport.request({ method: 'GET', path: '/a' });
    expect(seen).toEqual(['DELETE {"propagationPolicy":"Foreground","note":"ä"}', 'GET ']);
  });

  it('tells the end of a stream from a break', async () => {
    expect(await text(await transport.stream({ method: 'GET', path: '/whole' }))).toBe('one\ntwo\n');
    await expect(transport.stream({ method: 'GET', path: '/broken' }).then(text)).rejects.toThrow('aborted');
  });

  it('ends a stream when its signal does', async () => {
    const stop = new AbortController();
    const stream = await transport.stream({ method: 'GET', path: '/endless', signal: stop.signal });
    expect(String(await stream.iterator({ destroyOnReturn: false }).next().then(({ value }: { value: unknown }) => value))).toBe('one\n');
    stop.abort();
    await expect(text(stream)).rejects.toThrow();
  });

  it('leaves at the server what a slow reader has not read', async () => {
    const piece = 'x'.repeat(64 * 1024);
    const pieces = 1024;
    let sent = 0;
    streams['/large'] = (response) => {
      const send = (): void => {
        for (; sent < pieces; sent += 1) if (!response.write(piece)) return void response.once('drain', () => { sent += 1; send(); });
        response.end();
      };
      send();
    };
    const stream = await transport.stream({ method: 'GET', path: '/large' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Sockets hold a few MiB of the 64.
    expect(sent).toBeLessThan(pieces / 2);
    expect(await text(stream)).toHaveLength(piece.length * pieces);
  });
});
