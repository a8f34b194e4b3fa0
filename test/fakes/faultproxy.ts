import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher } from 'undici';
import { CredentialSource } from '../../kube/credentials.ts';

/** One call as it passed through; `status` is there once it was answered (0: the connection was dropped). */
export interface Call {
  /** 1 for the first call since the start. */
  number: number;
  method: string;
  path: string;
  query: URLSearchParams;
  userAgent: string;
  /** Parsed JSON of what was sent. */
  body?: unknown;
  status?: number;
}

/** What happens to a call instead of its ordinary answer. */
export type Fault =
  /** The connection is reset: before, and the server never gets the call; after, and the client never learns that it was done. */
  | { drop: true }
  | { status: 429 | 503 | 410 | 500; retryAfterSeconds?: number };

/** `before` the call goes to the API server, or `after` it was executed and before the client is told. */
export type Phase = 'before' | 'after';
export type Handler = (call: Call, phase: Phase) => Fault | undefined | Promise<Fault | undefined>;

export interface FaultProxy {
  url: string;
  /** Path of a kubeconfig that points here. */
  kubeconfig: string;
  calls: Call[];
  /** Asked twice for every call, before and after; it may also just wait or do something, such as killing whoever called. */
  onCall(handler: Handler | undefined): void;
  /** Resets every open watch and followed log; with `midLine` after the first half of a line. */
  cutWatches(options?: { midLine?: boolean }): void;
  /** Open streams stay open but get nothing more, as behind a half-open TCP path. */
  stallWatches(): void;
  openWatches(): number;
  close(): Promise<void>;
}

/**
 * A real API server behind a plain-HTTP door that can be made to fail. Nothing is answered in the server's stead but the faults that are
 * asked for. Callers without credentials act as the target kubeconfig's user; a bearer token of their own is passed on.
 */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const proxy = new Proxy(target);
  await proxy.start();
  return proxy;
}

interface Stream {
  response: ServerResponse;
  stalled: boolean;
}

class Proxy implements FaultProxy {
  url = '';
  kubeconfig = '';
  readonly calls: Call[] = [];
  readonly #config = new KubeConfig();
  readonly #streams = new Set<Stream>();
  readonly #server: Server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });
  #handler: Handler | undefined;
  #folder = '';
  #asUser!: { agent: Agent; headers: Record<string, string> };
  #asToken!: Agent;

  constructor(target: string) {
    this.#config.loadFromFile(target);
  }

  async start(): Promise<void> {
    const { tls, headers } = await new CredentialSource(this.#config).current();
    this.#asUser = { agent: agentFor(tls), headers };
    this.#asToken = agentFor(without({ ...tls }, 'cert', 'key'));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.#folder = await mkdtemp(join(tmpdir(), 'fault-proxy-'));
    this.kubeconfig = join(this.#folder, 'kubeconfig');
    await writeFile(this.kubeconfig, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'proxy',
      clusters: [{ name: 'proxy', cluster: { server: this.url } }],
      users: [{ name: 'proxy', user: {} }],
      contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'proxy' } }],
    }));
  }

  onCall(handler: Handler | undefined): void {
    this.#handler = handler;
  }

  cutWatches(options: { midLine?: boolean } = {}): void {
    for (const { response } of this.#streams) {
      if (options.midLine === true) response.write('{"type":"ADDED","object":{"metadata":{"na', () => response.destroy());
      else response.destroy();
    }
  }

  stallWatches(): void {
    for (const stream of this.#streams) stream.stalled = true;
  }

  openWatches(): number {
    return this.#streams.size;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([this.#asUser.agent.destroy(), this.#asToken.destroy()]);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', this.url);
    const call: Call = {
      number: this.calls.length + 1,
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      userAgent: request.headers['user-agent'] ?? '',
      ...body.length > 0 && { body: parsed(body) },
    };
    this.calls.push(call);
    if (await this.#fault(call, 'before', response)) return;
    const answer = await this.#forward(request, body, response);
    if (await this.#fault(call, 'after', response)) {
      answer.body.on('error', () => undefined).destroy();
      return;
    }
    call.status = answer.statusCode;
    await this.#pass(answer, response, call.query.has('watch') || call.query.has('follow'));
  }

  /** True when the call was dealt with. */
  async #fault(call: Call, phase: Phase, response: ServerResponse): Promise<boolean> {
    const fault = await this.#handler?.(call, phase);
    if (fault === undefined) return response.destroyed;
    if ('drop' in fault) {
      call.status = 0;
      response.destroy();
      return true;
    }
    const { status, retryAfterSeconds } = fault;
    call.status = status;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) },
    });
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message: 'fault injected by the test' }));
    return true;
  }

  async #forward(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<Dispatcher.ResponseData> {
    const headers = without(request.headers, 'host', 'connection', 'transfer-encoding', 'content-length');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asToken = headers.authorization !== undefined;
    return (asToken ? this.#asToken : this.#asUser.agent).request({
      origin: this.#config.getCurrentCluster()?.server ?? '',
      path: request.url ?? '/',
      method: request.method as Dispatcher.HttpMethod,
      headers: asToken ? headers : { ...headers, ...this.#asUser.headers },
      body: body.length > 0 ? body : null,
      signal: gone.signal,
    });
  }

  async #pass(answer: Dispatcher.ResponseData, response: ServerResponse, streamed: boolean): Promise<void> {
    response.writeHead(answer.statusCode, without(answer.headers, 'transfer-encoding', 'connection'));
    response.flushHeaders();
    const stream: Stream = { response, stalled: false };
    if (streamed) this.#streams.add(stream);
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        if (!stream.stalled) response.write(chunk);
      }
      if (!stream.stalled) response.end();
    } finally {
      if (!stream.stalled || response.destroyed) this.#streams.delete(stream);
    }
  }
}

function without<T extends object>(object: T, ...names: string[]): T {
  const rest = { ...object };
  for (const name of names) Reflect.deleteProperty(rest, name);
  return rest;
}

function agentFor(tls: object): Agent {
  return new Agent({ connect: { ...tls }, allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return body.toString('utf8');
  }
}
