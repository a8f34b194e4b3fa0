import pino from 'pino';
import { Agent, request, type Dispatcher } from 'undici';
import { temporaryPair } from '../../webhook/certificates/index.ts';
import { Metrics } from '../../webhook/metrics.ts';
import type { Knowledge } from '../../webhook/review.ts';
import { startServer, type WebhookServer } from '../../webhook/server.ts';
import { policy } from './reviews.ts';

export interface Answered {
  status: number;
  text: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface Serving {
  server: WebhookServer;
  metrics: Metrics;
  /** What was logged, one object a line. */
  logged: Record<string, unknown>[];
  /** A POST of anything as JSON over a kept-alive connection, unless `dispatcher` is another. */
  post(path: string, body: unknown, dispatcher?: Dispatcher): Promise<Answered>;
  get(path: string): Promise<Answered>;
  send(options: Partial<Dispatcher.RequestOptions> & { path: string }): Promise<Answered>;
  close(): Promise<void>;
}

/** The real server over real TLS on a free port. */
export async function serve(knowledge: () => Knowledge = () => ({ policy, seen: {} }), options: { bodyTimeoutMs?: number } = {}): Promise<Serving> {
  const metrics = new Metrics();
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) });
  const server = await startServer({ port: 0, pair: await temporaryPair(), knowledge, metrics, log, ...options });
  const agent = trusting();
  const send = async ({ path, ...options }: Partial<Dispatcher.RequestOptions> & { path: string }, dispatcher: Dispatcher = agent): Promise<Answered> => {
    const { statusCode, headers, body } = await request(`https://127.0.0.1:${server.port}${path}`, { method: 'POST', ...options, dispatcher });
    return { status: statusCode, text: await body.text(), headers };
  };
  return {
    server, metrics, logged, send,
    post: (path, body, dispatcher) => send({ path, headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }, dispatcher),
    get: (path) => send({ path, method: 'GET' }),
    close: async () => {
      await agent.destroy();
      await server.drain(0);
    },
  };
}

/** Kept-alive connections to a server whose certificate nobody signed. */
export function trusting(connections = 4): Agent {
  return new Agent({ connections, connect: { rejectUnauthorized: false } });
}

/** The response of the AdmissionReview in an answer. */
export function responseOf({ text }: Answered): { uid: string; allowed: boolean; patch?: string; patchType?: string; warnings?: string[]; status?: Record<string, unknown> } {
  return (JSON.parse(text) as { response: ReturnType<typeof responseOf> }).response;
}
