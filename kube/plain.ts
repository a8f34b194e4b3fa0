import { Agent, request as plainRequest, type AgentOptions, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import type { Answer } from './body.ts';
import { idleMs, maxCalls, maxStreams, streamBuffer, transportOver, type HttpCall, type Transport, type TransportOptions } from './calls.ts';

/** What it takes to be let in with a certificate or a token that are at hand. */
export interface PlainAccess {
  server: string;
  ca?: Buffer | undefined;
  cert?: Buffer | undefined;
  key?: Buffer | undefined;
  token?: string | undefined;
  rejectUnauthorized: boolean;
  servername?: string | undefined;
}

/** A transport over Node's own HTTP: nothing has to be loaded for it, and a stream takes less memory and time than undici's. */
export function createPlainTransport(access: PlainAccess, options: TransportOptions): Transport {
  const { server, token } = access;
  const credentials = { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` }, tls: {}, key: '' };
  // So that no number of streams keeps a call waiting.
  const lanes = {
    calls: new PlainConnections(access, { maxSockets: maxCalls, timeout: idleMs }),
    streams: new PlainConnections(access, { maxSockets: options.maxStreams ?? maxStreams, highWaterMark: streamBuffer, keepAliveMsecs: idleMs }),
  };
  return transportOver({
    base: new URL(server),
    credentials: { current: () => Promise.resolve(credentials), renew: () => undefined },
    connections: {
      lane: (lane) => lanes[lane],
      destroy: async () => {
        await Promise.all([lanes.calls.destroy(), lanes.streams.destroy()]);
      },
    },
  }, options);
}

class PlainConnections {
  readonly #agent: Agent;
  readonly #request: typeof plainRequest;

  constructor({ server, ca, cert, key, rejectUnauthorized, servername }: PlainAccess, limits: AgentOptions & { highWaterMark?: number }) {
    const kept = { keepAlive: true, ...limits };
    const isTls = server.startsWith('https:');
    // Made once: each connection would else read the certificates anew.
    this.#agent = isTls ? new TlsAgent({ ...kept, secureContext: createSecureContext({ ca, cert, key }), rejectUnauthorized, ...(servername !== undefined && { servername }) }) : new Agent(kept);
    this.#request = isTls ? tlsRequest : plainRequest;
  }

  request({ origin, path, method, headers, body, signal }: HttpCall): Promise<Answer> {
    // Node names the length by itself of a POST alone; the body of a DELETE would be taken for the next call.
    const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
    const options: RequestOptions = { method, headers: { ...headers, ...length }, signal, agent: this.#agent };
    return new Promise((resolve, reject) => {
      const call = this.#request(origin + path, options, (message) => {
        const read = (): Promise<string> => text(message);
        resolve({ statusCode: message.statusCode ?? 0, headers: message.headers, body: Object.assign(message, { text: read, dump: read }) });
      });
      call.on('error', reject).end(body ?? undefined);
    });
  }

  destroy(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }
}
