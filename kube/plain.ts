import { Agent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import type { Answer } from './body.ts';
import { transportOver, type HttpCall, type Transport, type TransportOptions } from './transport.ts';

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

/** An idle connection is closed by us, before a load balancer does it unasked; ms. */
const idleMs = 30_000;
const maxConnections = 32;

/**
 * A transport for a few calls, over Node's own HTTP: nothing has to be loaded for it. A stream asks for more (limits, bodies that wait for their
 * reader), and goes over the transport that `streams` makes.
 */
export function createPlainTransport(access: PlainAccess, options: TransportOptions, streams: () => Promise<Transport>): Transport {
  const { server, token } = access;
  const credentials = { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` }, tls: {}, key: '' };
  const connections = new PlainConnections(access);
  const calls = transportOver({
    base: new URL(server),
    credentials: { current: () => Promise.resolve(credentials), renew: () => undefined },
    connections: { lane: () => connections, destroy: () => connections.destroy() },
  }, options);
  let opened: Promise<Transport> | undefined;
  return {
    request: (request) => calls.request(request),
    stream: async (request) => (await (opened ??= streams())).stream(request),
    close: async () => {
      await Promise.all([calls.close(), opened?.then((transport) => transport.close(), () => undefined)]);
    },
  };
}

class PlainConnections {
  readonly #agent: Agent;
  readonly #request: typeof plainRequest;

  constructor({ server, ca, cert, key, rejectUnauthorized, servername }: PlainAccess) {
    const kept = { keepAlive: true, timeout: idleMs, maxSockets: maxConnections };
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
