import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp, type State } from './app.ts';
import type { Pair, Trust } from './certificates/index.ts';
import type { Metrics } from './metrics.ts';
import type { Knowledge } from './review.ts';

/**
 * Milliseconds. An API server lets go of an idle connection after 90 s, and holds some that it has not used at all. Whoever lets go first
 * must not be us, or a request might meet the end of its connection. A body has a shorter time of its own, by the app.
 */
const times = {
  handshakeTimeout: 5000,
  headersTimeout: 120_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 120_000,
  connectionsCheckingInterval: 1000,
};
/** The API server gives a whole call five seconds. */
const bodyTimeoutMs = 10_000;
/** API servers keep some tens of connections each; whoever opens more than this is none of them. */
const maxConnections = 1024;
/** How long requests under way may still take after the last connection was taken. Milliseconds. */
const lastRequestsMs = 5000;
const minVersion = 'TLSv1.2';

export interface ServerOptions {
  /** 0: any free one. */
  port: number;
  pair: Pair;
  knowledge: () => Knowledge;
  metrics: Metrics;
  log: Logger;
  /** How long a body may take to arrive, ms. */
  bodyTimeoutMs?: number;
}

/** The webhook's HTTPS server. Not ready until it is told that it is trusted. */
export interface WebhookServer {
  readonly port: number;
  /** Serves another leaf to connections from now on; those that are open go on with the one they have. A leaf that cannot be served is logged, and the one before stays. */
  present: (pair: Pair) => void;
  trust: (trust: Trust) => void;
  /** Says at once that it is not ready, serves for so many seconds more, closes each connection after its answer, and ends. */
  drain: (seconds: number) => Promise<void>;
}

/** @throws where the port is taken or the pair cannot be used */
export async function startServer({ port, pair, ...options }: ServerOptions): Promise<WebhookServer> {
  const { metrics, log } = options;
  const state: State = { ready: false, reason: 'no certificate that the API server trusts yet', draining: false };
  const server = createServer({ ...times, ...pair, minVersion }, createApp({ bodyTimeoutMs, ...options, state }));
  server.maxConnections = maxConnections;
  const unused = unusedConnections(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve));
  server.removeAllListeners('error').on('error', (error) => log.error({ err: error }, 'the server has an error'));
  return {
    port: (server.address() as AddressInfo).port,
    present: (next) => present(server, next, log),
    trust: ({ ready, reason, notAfter }) => {
      Object.assign(state, { ready, reason });
      metrics.trust(ready, notAfter);
    },
    drain: async (seconds) => {
      state.draining = true;
      await setTimeout(seconds * 1000);
      await close(server, unused);
    },
  };
}

function present(server: Server, { key, cert }: Pair, log: Logger): void {
  try {
    server.setSecureContext({ key, cert, minVersion });
  } catch (error) {
    log.error({ err: error }, 'the next certificate cannot be served; the one before stays');
  }
}

/** Connections that have sent no request yet, which Node's server does not count as idle. */
function unusedConnections(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('secureConnection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket));
  return unused;
}

/** Idle connections end at once, those with a request after its answer, whatever is left then is cut off. */
async function close(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  const late = new AbortController();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of unused) socket.destroy();
  const cutOff = setTimeout(lastRequestsMs, undefined, { signal: late.signal }).then(() => server.closeAllConnections(), () => undefined);
  await Promise.race([closed, cutOff]);
  late.abort();
}
