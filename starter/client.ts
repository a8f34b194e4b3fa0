import { Agent, request as httpRequest, type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Target } from './input.ts';
import { statusPath, type Answer } from './status.ts';

/** A PATCH of which all but the last byte is sent: the runner's handler waits for that byte. */
export interface Held {
  readonly target: Target;
  /** Sends the last byte; gives the moment just before. Milliseconds on the monotonic clock. */
  readonly fire: () => number;
  /** The runner's answer; rejects when the connection breaks or the answer takes too long. */
  readonly answer: Promise<Answer>;
  /** Ends the request before it is whole: the runner sees a broken body and stays paused. */
  readonly release: () => void;
}

/** A request beside those of a status. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** JSON; empty for none. */
  readonly body?: string;
  /** Until the answer must be there; Infinity leaves the end to `close`. Milliseconds. */
  readonly limitMilliseconds: number;
  /** An answer of so many characters or more is cut. */
  readonly maxLength: number;
}

/** Speaks to the runners' REST API over one keep-alive connection each. Every method rejects on a network error and after its time limit. */
export interface Client {
  get(target: Target): Promise<Answer>;
  patch(target: Target, body: string): Promise<Answer>;
  send(target: Target, request: ApiRequest): Promise<Answer>;
  /** Resolves when the kernel has taken all but the last byte. */
  hold(target: Target, body: string): Promise<Held>;
  /** Breaks every connection; what is under way rejects. */
  close(): void;
}

/** A pod that is there accepts within a few round trips; a lost SYN is sent again after 1 s. */
const connectMilliseconds = 2500;
/** k6 answers within milliseconds unless its VU initialisation takes the whole CPU. */
const answerMilliseconds = 5000;
/** A status is 200 bytes; a longer answer comes from something else and is not kept. */
const maxBodyLength = 65_536;

const statusRequest = { path: statusPath, maxLength: maxBodyLength };

interface Exchange {
  readonly request: ClientRequest;
  readonly answer: Promise<Answer>;
}

function limitConnect(request: ClientRequest, socket: Socket): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => request.destroy(new Error(`no connection within ${connectMilliseconds / 1000} s`)), connectMilliseconds);
  socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

function limitAnswer(request: ClientRequest, milliseconds = answerMilliseconds): void {
  if (milliseconds === Infinity) return;
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  request.once('close', () => clearTimeout(timer));
}

/** The whole answer. Its time is taken when its first bytes come off the socket, before they are parsed: the parsing of others would add to it. */
function readAnswer(request: ClientRequest, maxLength: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let at = 0;
    request.once('socket', (socket) => {
      limitConnect(request, socket);
      socket.prependOnceListener('data', () => (at = performance.now()));
    });
    request.on('error', reject);
    request.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += body.length < maxLength ? chunk : ''));
      response.once('end', () => resolve({ code: response.statusCode ?? 0, body, at }));
      response.on('error', reject);
    });
  });
}

function hold(target: Target, { request, answer }: Exchange, body: string): Promise<Held> {
  const bytes = Buffer.from(body);
  const lastByte = bytes.subarray(-1);
  const held: Held = {
    target,
    fire: () => {
      const sent = performance.now();
      // Straight to the socket, which is a third faster than through the request; the request is told once all bytes of the shot are out.
      request.socket?.write(lastByte);
      setImmediate(() => {
        request.end();
        limitAnswer(request);
      });
      return sent;
    },
    answer,
    release: () => request.destroy(),
  };
  return new Promise((resolve, reject) => {
    answer.catch(reject);
    request.write(bytes.subarray(0, -1), (error) => {
      if (error) reject(error);
      else resolve(held);
    });
  });
}

/** A client for runners that listen on `port`. Connects on the first request to a runner, and again after a connection broke. */
export function createClient(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  function exchange(target: Target, method: string, body: string, { path, maxLength } = statusRequest): Exchange {
    const headers = body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = httpRequest({ agent, host: target.ip, port, path, method, headers });
    request.setNoDelay(true);
    return { request, answer: readAnswer(request, maxLength) };
  }
  function whole(target: Target, method: string, body: string): Promise<Answer> {
    const { request, answer } = exchange(target, method, body);
    request.end(body);
    limitAnswer(request);
    return answer;
  }
  return {
    get: (target) => whole(target, 'GET', ''),
    patch: (target, body) => whole(target, 'PATCH', body),
    send: (target, wanted) => {
      const { method, body = '', limitMilliseconds } = wanted;
      const { request, answer } = exchange(target, method, body, wanted);
      request.end(body);
      limitAnswer(request, limitMilliseconds);
      return answer;
    },
    hold: (target, body) => hold(target, exchange(target, 'PATCH', body), body),
    close: () => agent.destroy(),
  };
}
