import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import type { KubeObject } from '../../api/kubernetes.ts';
import { createClient, type Client } from '../../kube/client.ts';
import { createTransport, type Transport, type TransportOptions } from '../../kube/transport.ts';

export interface FakeCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** One open watch, as the test drives it. */
export class FakeWatch {
  readonly call: FakeCall;
  readonly #response: ServerResponse;

  constructor(call: FakeCall, response: ServerResponse) {
    this.call = call;
    this.#response = response;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
  }

  get closed(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  send(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
    this.write(`${JSON.stringify({ type, object })}\n`);
  }

  bookmark(resourceVersion: string): void {
    this.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } })}\n`);
  }

  error(code: number, reason: string): void {
    this.write(`${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code, reason, message: reason } })}\n`);
  }

  write(text: string): void {
    this.#response.write(text);
  }

  /** As at the end of timeoutSeconds. */
  end(): void {
    this.#response.end();
  }

  /** The connection breaks after the first half of an event. */
  cutMidLine(type: string, object: KubeObject): void {
    const line = JSON.stringify({ type, object });
    this.#response.write(line.slice(0, line.length / 2), () => this.reset());
  }

  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }
}

/** How the test answers one call. */
export interface FakeAnswer {
  call: FakeCall;
  json(body: unknown, code?: number, headers?: Record<string, string | string[]>): void;
  status(code: number, reason: string, headers?: Record<string, string>): void;
  list(resourceVersion: string, items: KubeObject[], next?: string): void;
  text(body: string, code?: number): void;
  watch(): FakeWatch;
  reset(): void;
  response: ServerResponse;
}

export type Script = (answer: FakeAnswer) => void;

export interface FakeApiServer {
  config: KubeConfig;
  transport: Transport;
  client: Client;
  calls: FakeCall[];
  /** TCP connections that were ever opened. */
  connections: () => number;
  close: () => Promise<void>;
}

/**
 * A FAKE: plain HTTP over loopback, every answer made by the test's script. Only for faults that a real API server cannot be made to give
 * on demand; what a real one does is tested against a real one.
 */
export async function startFakeApiServer(script: Script, options: TransportOptions = {}): Promise<FakeApiServer> {
  const calls: FakeCall[] = [];
  let connections = 0;
  const server = createServer((request, response) => void serve(request, response, calls, script));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const config = new KubeConfig();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.loadFromClusterAndUser({ name: 'fake', server: url, skipTLSVerify: false }, { name: 'fake' });
  const transport = createTransport(config, options);
  const close = async (): Promise<void> => {
    await transport.close();
    await stop(server);
  };
  return { config, transport, client: createClient(transport), calls, connections: () => connections, close };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function serve(request: IncomingMessage, response: ServerResponse, calls: FakeCall[], script: Script): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://fake');
  const call: FakeCall = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
  calls.push(call);
  script(answerTo(call, response));
}

function answerTo(call: FakeCall, response: ServerResponse): FakeAnswer {
  const json: FakeAnswer['json'] = (body, code = 200, headers = {}) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
  return {
    call,
    response,
    json,
    status: (code, reason, headers) => json({ kind: 'Status', code, reason, message: `${reason} for a test` }, code, headers),
    list: (resourceVersion, items, next) => json({ items, metadata: { resourceVersion, continue: next } }),
    text: (body, code = 200) => {
      response.writeHead(code, { 'content-type': 'text/plain' });
      response.end(body);
    },
    watch: () => new FakeWatch(call, response),
    reset: () => response.socket?.resetAndDestroy(),
  };
}
