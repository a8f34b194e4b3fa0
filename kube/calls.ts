import type { Readable } from 'node:stream';
import { readBody, readError, type Answer } from './body.ts';
import { sleep } from './clock.ts';
import type { Lane } from './connections.ts';
import type { Credentials } from './credentials.ts';
import { startDeadline, untilAborted, type Deadline } from './deadline.ts';
import { isKubeError, toKubeError, type KubeError } from './errors.ts';
import { warningSink } from './warnings.ts';

export interface KubeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | undefined> | undefined;
  body?: unknown;
  contentType?: string | undefined;
  signal?: AbortSignal | undefined;
  /** For the whole call with its retries; of a stream, until its first byte may be read. Default 30 s. */
  timeoutMs?: number | undefined;
  /** What the call is about, for messages: `get jobs load/a`. Default method and path. */
  what?: string | undefined;
}

/** All methods throw KubeError and nothing else. */
export interface Transport {
  /** The parsed JSON answer; text where the server answers with text. */
  request(request: KubeRequest): Promise<unknown>;
  /** The body as it comes. Whoever asked must read it to the end or destroy it; its errors are undici's own. */
  stream(request: KubeRequest): Promise<Readable>;
  /** Ends every call and stream at once. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Told of every answer, retried ones too, and of connections that failed (status 0). */
  onCall?: ((call: { method: string; path: string; status: number; seconds: number }) => void) | undefined;
  userAgent?: string | undefined;
  /** Gets each distinct Warning header of the server once. */
  warn?: ((warning: string) => void) | undefined;
  /** Streams that may be open at once; more wait for their turn within their deadline. Default 68. */
  maxStreams?: number | undefined;
  /** For calls that name no time of their own. Default 30 s. */
  timeoutMs?: number | undefined;
  /** Sent with every call, such as impersonation. */
  headers?: Record<string, string | string[]> | undefined;
}

export const maxCalls = 32;
export const maxStreams = 68;
/** An idle connection is closed by us, before a load balancer does it unasked; ms. */
export const idleMs = 30_000;
/** How much of a stream may wait beside what its reader has gathered (`lines.ts`), bytes. One record of TLS: what is behind it waits at the server, not in our memory. */
export const streamBuffer = 16 * 1024;
const defaultTimeoutMs = 30_000;
/** A GET whose connection failed is sent again this often. */
const networkRetries = 2;

/**
 * In how many ms to send a call again; undefined: not at all.
 * @param repeatable whether it does no harm to send it again when nobody knows whether the server got it
 */
export function retryDelayMs(repeatable: boolean, error: KubeError, attempt: number, random: number): number | undefined {
  if (error.status === 429 || error.status === 503) {
    // The server did not execute it, whatever the verb. Spread, so that callers turned away together do not come back together.
    const ms = error.retryAfterSeconds === undefined ? Math.min(10_000, 250 * 2 ** attempt) : error.retryAfterSeconds * 1000;
    return ms * (1 + 0.1 * random);
  }
  const network = error.kind === 'Network' && error.status === undefined;
  return network && repeatable && attempt < networkRetries ? 100 * 3 ** attempt * (1 + random) : undefined;
}

/** One HTTP call, as undici takes it. */
export interface HttpCall {
  origin: string;
  path: string;
  method: KubeRequest['method'];
  headers: Record<string, string | string[]>;
  body: string | null;
  signal: AbortSignal;
}

/** What calls go over: who makes them, and connections that are made in their name. */
export interface Wire {
  /** May have a path of its own, as behind a multi-cluster gateway. */
  base: URL;
  credentials: { current(): Promise<Credentials>; renew(): void };
  connections: { lane(lane: Lane, credentials: Credentials): { request(call: HttpCall): Promise<Answer> }; destroy(): Promise<void> };
}

export function transportOver(wire: Wire, options: TransportOptions): Transport {
  return new HttpTransport(wire, options);
}

class HttpTransport implements Transport {
  readonly #wire: Wire;
  readonly #options: TransportOptions;
  readonly #warnings: (header: string | string[] | undefined) => void;

  constructor(wire: Wire, options: TransportOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#warnings = warningSink(options.warn ?? (() => undefined));
  }

  async request(request: KubeRequest): Promise<unknown> {
    const deadline = startDeadline(nameOf(request), request.timeoutMs ?? this.#options.timeoutMs ?? defaultTimeoutMs, request.signal);
    try {
      const call = async (): Promise<unknown> => readBody(nameOf(request), await this.#answer('calls', request, deadline));
      return await this.#retried(request, deadline, call, request.method === 'GET');
    } finally {
      deadline.clear();
    }
  }

  async stream(request: KubeRequest): Promise<Readable> {
    const deadline = startDeadline(nameOf(request), request.timeoutMs ?? this.#options.timeoutMs ?? defaultTimeoutMs, request.signal);
    try {
      // Whoever reads a stream must resume it anyway, so a broken connection is left to them.
      const { body } = await this.#retried(request, deadline, () => this.#answer('streams', request, deadline), false);
      deadline.stopTimer();
      body.once('close', () => deadline.clear());
      return body;
    } catch (error) {
      deadline.clear();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#wire.connections.destroy();
  }

  async #retried<T>(request: KubeRequest, deadline: Deadline, call: () => Promise<T>, repeatable: boolean): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const failure = this.#failure(request, deadline, error);
        const wait = retryDelayMs(repeatable, failure, attempt, Math.random());
        if (wait === undefined || wait >= deadline.remaining()) throw failure;
        await sleep(wait, deadline.signal);
        if (deadline.signal.aborted) throw this.#failure(request, deadline, failure);
      }
    }
  }

  #failure(request: KubeRequest, deadline: Deadline, error: unknown): KubeError {
    const ended: unknown = deadline.signal.aborted ? deadline.signal.reason : undefined;
    return isKubeError(ended) ? ended : toKubeError(nameOf(request), error);
  }

  /** One attempt, and a second with renewed credentials where the first ones had lapsed. Throws for every status but 2xx. */
  async #answer(lane: Lane, request: KubeRequest, deadline: Deadline): Promise<Answer> {
    let answer = await this.#send(lane, request, deadline);
    if (answer.statusCode === 401) {
      await answer.body.dump();
      this.#wire.credentials.renew();
      answer = await this.#send(lane, request, deadline);
    }
    this.#warnings(answer.headers['warning']);
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
    throw await readError(nameOf(request), answer);
  }

  async #send(lane: Lane, request: KubeRequest, deadline: Deadline): Promise<Answer> {
    const credentials = await untilAborted(this.#wire.credentials.current(), deadline.signal).catch((error: unknown) => {
      throw toKubeError(`${nameOf(request)}: credentials`, error, 'Unauthorized');
    });
    const start = performance.now();
    let status = 0;
    try {
      const call = this.#wire.connections.lane(lane, credentials).request({
        ...target(this.#wire.base, request),
        headers: { ...headersOf(request, this.#options.userAgent), ...credentials.headers, ...this.#options.headers },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: deadline.signal,
        ...(lane === 'streams' ? { highWaterMark: streamBuffer } : {}),
      });
      // undici itself heeds the signal only once the call has got a connection.
      const answer = await untilAborted(call, deadline.signal);
      status = answer.statusCode;
      return answer;
    } finally {
      this.#options.onCall?.({ method: request.method, path: request.path, status, seconds: (performance.now() - start) / 1000 });
    }
  }
}

function nameOf(request: KubeRequest): string {
  return request.what ?? `${request.method} ${request.path}`;
}

function target(base: URL, request: KubeRequest): { origin: string; path: string; method: KubeRequest['method'] } {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const search = query.toString();
  const path = base.pathname.replace(/\/$/, '') + request.path;
  return { origin: base.origin, path: search === '' ? path : `${path}?${search}`, method: request.method };
}

function headersOf(request: KubeRequest, userAgent = 'k6-operator'): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json, */*', 'user-agent': userAgent };
  if (request.body !== undefined) headers['content-type'] = request.contentType ?? 'application/json';
  return headers;
}
