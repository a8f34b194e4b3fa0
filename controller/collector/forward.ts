import { Agent, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { bodyLimit, Refusal } from './body.ts';

export interface Address {
  host: string;
  port: number;
}

/** Marks a request that another replica passed on: it goes no further. */
const hop = 'x-k6-operator-forwarded';

/** Headers that tell of the request and not of the connection. */
const passed = ['authorization', 'content-type', 'content-encoding', 'content-length', 'k6-metrics-protocol-version', 'k6-idempotency-key'] as const;

/** An export is small and the leader near; the runner's exporter itself gives up after half a minute. */
const deadlineMilliseconds = 10_000;

export function wasForwarded(request: IncomingMessage): boolean {
  return request.headers[hop] !== undefined;
}

/** Passes requests on to the replica that leads, which alone knows the runs and checks their tokens. */
export class Forwarder {
  readonly #agent = new Agent({ keepAlive: true });

  /**
   * Streams the request there and the answer back.
   * @throws Refusal where the leader does not answer in time: the exporter then tries again
   */
  async forward(request: IncomingMessage, response: ServerResponse, { host, port }: Address): Promise<void> {
    if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw new Refusal(413, 'the body is too long');
    const headers = Object.fromEntries(passed.flatMap((name) => request.headers[name] === undefined ? [] : [[name, request.headers[name]]]));
    const signal = AbortSignal.timeout(deadlineMilliseconds);
    const outgoing = send({ host, port, method: 'POST', path: request.url, headers: { ...headers, [hop]: '1' }, agent: this.#agent, signal });
    try {
      const answered = new Promise<IncomingMessage>((resolve, reject) => void outgoing.once('response', resolve).once('error', reject));
      const [answer] = await Promise.all([answered, pipeline(request, outgoing).catch(ignoreEarlyAnswer)]);
      response.writeHead(answer.statusCode ?? 502, keep(answer));
      await pipeline(answer, response);
    } catch {
      outgoing.destroy();
      throw new Refusal(502, 'the replica that leads did not answer');
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** A leader that refuses does not read the rest. Where there is no answer either, that is the error that counts. */
function ignoreEarlyAnswer(): void {
  return undefined;
}

function keep({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(['content-type', 'content-length', 'retry-after', 'connection'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' && !(name === 'connection' && value === 'keep-alive') ? [[name, value]] : [];
  }));
}
