import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Client } from '../../../kube/client.ts';
import { nodes } from '../../../kube/resources.ts';

/** What a container wrote, as the runtime keeps it. */
export class ContainerLog {
  readonly #lines: string[] = [];
  readonly #seconds: number[] = [];
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #nanoseconds = 0n;
  ended = false;

  /** Adds lines that the container writes now, each with a time of its own. */
  write(...texts: string[]): void {
    const now = BigInt(Date.now()) * 1_000_000n;
    for (const text of texts) {
      this.#nanoseconds = now > this.#nanoseconds ? now : this.#nanoseconds + 1n;
      const milliseconds = Number(this.#nanoseconds / 1_000_000n);
      const fraction = String(this.#nanoseconds % 1_000_000_000n).padStart(9, '0');
      this.#lines.push(`${new Date(milliseconds).toISOString().slice(0, 19)}.${fraction}Z ${text}\n`);
      this.#seconds.push(milliseconds / 1000);
    }
    this.#changes.emit('change');
  }

  end(): void {
    this.ended = true;
    this.#changes.emit('change');
  }

  /** Sends what the query asks for, and with `follow` what comes until the container ends. */
  async send(query: URLSearchParams, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    for (let next = this.#first(query); !gone.signal.aborted;) {
      const over = this.ended || query.get('follow') !== 'true';
      const piece = this.#lines.slice(next, next + 1000);
      next += piece.length;
      if (piece.length > 0 && !response.write(piece.join(''))) await once(response, 'drain', gone).catch(() => undefined);
      if (next < this.#lines.length) continue;
      if (over) break;
      await once(this.#changes, 'change', gone).catch(() => undefined);
    }
    response.end();
  }

  #first(query: URLSearchParams): number {
    const tail = query.get('tailLines');
    const from = tail === null ? 0 : Math.max(0, this.#lines.length - Number(tail));
    const since = sinceOf(query);
    const first = since === undefined ? 0 : this.#seconds.findIndex((second) => second >= since);
    return Math.max(from, first < 0 ? this.#lines.length : first);
  }
}

function sinceOf(query: URLSearchParams): number | undefined {
  if (query.has('sinceTime')) return Date.parse(query.get('sinceTime') ?? '') / 1000;
  return query.has('sinceSeconds') ? Date.now() / 1000 - Number(query.get('sinceSeconds')) : undefined;
}

/**
 * A FAKE node: its kubelet serves container logs alone, from memory, to a real API server of `startControlPlane`. Pods are bound to it by name;
 * the scheduler gives it none, so that other tests do not see it.
 */
export class LogNode {
  readonly name: string;
  readonly #client: Client;
  readonly #server: Server;
  readonly #logs = new Map<string, ContainerLog>();
  readonly #refused = new Set<string>();

  private constructor(client: Client, name: string, server: Server) {
    this.#client = client;
    this.name = name;
    this.#server = server;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response));
  }

  /** @param kubeconfig of the control plane: its certificates lie beside it */
  static async start(client: Client, kubeconfig: string, name: string): Promise<LogNode> {
    const pki = dirname(kubeconfig);
    const server = createServer({ cert: readFileSync(join(pki, 'kubelet.crt')), key: readFileSync(join(pki, 'kubelet.key')) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await client.create(nodes, { metadata: { name }, spec: { unschedulable: true } });
    const status = { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }], daemonEndpoints: { kubeletEndpoint: { Port: port } } };
    await client.patch(nodes, { name }, { status }, { subresource: 'status' });
    return new LogNode(client, name, server);
  }

  /** The log of the main container of a pod; made when it is first asked for. */
  log(namespace: string, pod: string): ContainerLog {
    const key = `${namespace}/${pod}`;
    const log = this.#logs.get(key) ?? new ContainerLog();
    this.#logs.set(key, log);
    return log;
  }

  /** From now on the log of this pod cannot be had. */
  refuse(pod: string): void {
    this.#refused.add(pod);
  }

  async stop(): Promise<void> {
    await this.#client.delete(nodes, { name: this.name });
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, 'https://node');
    const [, what, namespace = '', pod = ''] = pathname.split('/');
    if (what !== 'containerLogs') {
      response.writeHead(404).end();
      return;
    }
    if (this.#refused.has(pod)) {
      response.writeHead(500).end('the log is on a disk that is gone');
      return;
    }
    await this.log(namespace, pod).send(searchParams, response);
  }
}
