import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { idleMs, maxCalls } from './calls.ts';
import type { Credentials } from './credentials.ts';

/** Calls and streams have connections of their own, so that no number of watches keeps a call waiting. */
export type Lane = 'calls' | 'streams';

/**
 * Keep-alive connections to one API server. New TLS material (a rotated client certificate or CA) gets new connections; calls under way
 * on the old ones end in peace.
 */
export class Connections {
  readonly #proxy: string | undefined;
  readonly #streams: number;
  #key: string | undefined;
  #lanes: Record<Lane, Dispatcher> | undefined;
  readonly #open = new Set<Dispatcher>();

  constructor(proxy: string | undefined, streams: number) {
    this.#proxy = proxy;
    this.#streams = streams;
  }

  lane(lane: Lane, credentials: Credentials): Pick<Dispatcher, 'request'> {
    if (this.#lanes === undefined || this.#key !== credentials.key) {
      this.#retire();
      this.#key = credentials.key;
      this.#lanes = { calls: this.#connect(maxCalls, credentials), streams: this.#connect(this.#streams, credentials) };
    }
    const dispatcher = this.#lanes[lane];
    const proxy = this.#proxy;
    if (proxy === undefined) return dispatcher;
    return { request: (call: Dispatcher.RequestOptions) => dispatcher.request(call).catch((error: unknown) => Promise.reject(throughProxy(proxy, error))) };
  }

  /** Ends everything at once, calls and watches under way too. */
  async destroy(): Promise<void> {
    this.#lanes = undefined;
    await Promise.all([...this.#open].map((dispatcher) => dispatcher.destroy()));
    this.#open.clear();
  }

  /** Takes no more calls on the connections of old credentials; a watch under way may go on for minutes. */
  #retire(): void {
    for (const dispatcher of this.#open) {
      void dispatcher.close().then(() => this.#open.delete(dispatcher), () => undefined);
    }
  }

  #connect(connections: number, { tls }: Credentials): Dispatcher {
    // Made once: each connection would else read the certificates anew, and keep half a MiB of them.
    const connect = { ...tls, secureContext: createSecureContext(tls as SecureContextOptions), keepAlive: true, keepAliveInitialDelay: 30_000 };
    const options: Agent.Options = {
      connections,
      // One TCP connection per stream: with HTTP/2 one stalled connection would stall every watch at once.
      allowH2: false,
      connect,
      connectTimeout: 10_000,
      // The API server itself closes after 90 s, load balancers after 60 s at the soonest; being first avoids a race on POST.
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // The callers' deadlines and watchdogs judge; these would cut a quiet watch.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const dispatcher = this.#proxy === undefined ? new Agent(options) : proxyAgent(this.#proxy, { ...options, requestTls: connect });
    this.#open.add(dispatcher);
    return dispatcher;
  }
}

function proxyAgent(proxy: string, options: Omit<ProxyAgent.Options, 'uri'>): ProxyAgent {
  try {
    return new ProxyAgent({ ...options, uri: proxy });
  } catch (error) {
    throw throughProxy(proxy, error);
  }
}

/** A fault may be the proxy's own, so it is named; without the password that it may carry. */
function throughProxy(proxy: string, error: unknown): Error {
  if ((error as Error).name === 'AbortError') return error as Error;
  return new Error(`through the proxy ${proxy.replace(/\/\/[^/@]*@/, '//')}: ${(error as Error).message}`, { cause: error });
}
