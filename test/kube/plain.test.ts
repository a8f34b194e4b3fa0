import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createPlainTransport } from '../../kube/plain.ts';

const seen: string[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    seen.push(`${request.method ?? ''} ${body}`);
    response.setHeader('content-type', 'application/json').end('{}');
  });
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => void server.close());

it('sends what is to be deleted, and goes on over the same connection', async () => {
  const { port } = server.address() as AddressInfo;
  const transport = createPlainTransport({ server: `http://127.0.0.1:${port}`, rejectUnauthorized: true }, {}, () => Promise.reject(new Error('no streams here')));
  await transport.request({ method: 'DELETE', path: '/a', body: { propagationPolicy: 'Foreground', note: 'ä' } });
  await transport.request({ method: 'GET', path: '/a' });
  await transport.close();
  expect(seen).toEqual(['DELETE {"propagationPolicy":"Foreground","note":"ä"}', 'GET ']);
});
