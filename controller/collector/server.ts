import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { readBody, Refusal } from './body.ts';
import { Forwarder, wasForwarded, type Address } from './forward.ts';
import { WireError } from './otlp/wire.ts';
import { routeOf, type Route } from './routes.ts';
import type { Streams } from './streams.ts';
import { isSameToken } from './token.ts';

/** What the controller knows of a run whose runners may speak. */
export interface Known {
  /** Of the 1-based runner; undefined where the run has no such runner. */
  token(runner: number): string | undefined;
  /** Of the script's thresholds. */
  subMetrics: readonly string[];
  /** Whether this process led already when the run started. */
  fromStart: boolean;
}

/** What became of one request. Bytes are those of the unpacked body. */
export interface ExportOutcome {
  outcome: 'accepted' | 'forwarded' | 'refused' | 'failed';
  status: number;
  bytes: number;
  points: number;
  duplicates: number;
}

export interface CollectorOptions {
  /** 0: any free one. */
  port: number;
  known: (uid: string) => Known | undefined;
  streams: Pick<Streams, 'accept'>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Who takes the exports: this replica, another one, or nobody knows. */
  leader: () => 'here' | Address | undefined;
  /** After each export that was accepted. */
  onData: (uid: string) => void;
  onExport?: (outcome: ExportOutcome) => void;
  log: Pick<Logger, 'error'>;
}

export interface Collector {
  port: number;
  /** Lets the requests under way end, for two seconds at most. */
  close: () => Promise<void>;
}

/** Longer than between two exports, and than a run's runners are paused: a connection that is closed just when it is used again costs an export. */
const keepAliveMilliseconds = 120_000;

/**
 * Takes the runners' exports: `POST /v1/runs/<uid>/runners/<i>/metrics`, OpenTelemetry's protocol over HTTP, and `POST /v2/metrics/<uid>-<i>`, that of k6's cloud output, of
 * which routes.ts tells.
 *
 * What the OpenTelemetry exporter in k6 1.8 does with an answer (otlpmetrichttp 1.43, client.go and retry.go; sdk/metric 1.43, periodic_reader.go): 429, 502, 503 and 504 are tried again
 * after 2.5 to 7.5 s, or `Retry-After` if that is longer, then less and less often; meanwhile it collects on, so that nothing is lost as long as one try succeeds within 30 s.
 * All other errors, a refused connection among them, lose what the export told, and so does the end of k6 while an export waits for its next try. Hence a replica
 * that cannot take an export says 503, and what got lost shows in the counts of the runner's final summary.
 * @throws where the port is taken
 */
export async function serveCollector(options: CollectorOptions): Promise<Collector> {
  const forwarder = new Forwarder();
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000, connectionsCheckingInterval: 2000, keepAliveTimeout: keepAliveMilliseconds }, (request, response) => {
    void handle(request, response, { ...options, forwarder });
  });
  await new Promise<void>((resolve, reject) => void server.once('error', reject).listen(options.port, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await closeGently(server);
      forwarder.close();
    },
  };
}

type Context = CollectorOptions & { forwarder: Forwarder };

/** Answers whatever comes; never rejects. */
async function handle(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const nothing = { bytes: 0, points: 0, duplicates: 0 };
  try {
    const outcome = await serve(request, response, context);
    context.onExport?.({ ...nothing, ...outcome });
  } catch (error) {
    // The runner went away in the middle, which nobody is there to hear of.
    if (request.destroyed && !request.complete) return context.onExport?.({ ...nothing, outcome: 'failed', status: 0 });
    const refusal = refusalOf(error);
    if (refusal.status === 500) context.log.error({ err: error }, 'an export could not be taken');
    refuse(response, refusal);
    context.onExport?.({ ...nothing, outcome: refusal.status >= 500 ? 'failed' : 'refused', status: refusal.status });
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return error instanceof WireError ? new Refusal(400, `no export: ${error.message}`) : new Refusal(500, 'internal error');
}

async function serve(request: IncomingMessage, response: ServerResponse, context: Context): Promise<Partial<ExportOutcome> & Pick<ExportOutcome, 'outcome' | 'status'>> {
  const route = routeOf(request.url ?? '');
  if (!route) throw new Refusal(404, 'there is no such path');
  if (request.method !== 'POST') throw new Refusal(405, 'only POST is served here');
  const leader = await leaderWithin(route.patience, context);
  if (leader !== 'here') {
    if (leader === undefined || wasForwarded(request)) throw new Refusal(503, 'no replica leads');
    await context.forwarder.forward(request, response, leader);
    return { outcome: 'forwarded', status: response.statusCode };
  }
  const accepted = await take(request, route, context);
  response.writeHead(200, { 'content-type': route.contentType, 'content-length': 0 }).end();
  context.onData(route.uid);
  return { outcome: 'accepted', status: 200, ...accepted };
}

/** How often a request that waits looks for a leader, milliseconds. */
const lookMilliseconds = 100;

async function leaderWithin(patience: number, { leader }: Context): Promise<ReturnType<CollectorOptions['leader']>> {
  for (let waited = 0; waited < patience && leader() === undefined; waited += lookMilliseconds) await setTimeout(lookMilliseconds);
  return leader();
}

async function take(request: IncomingMessage, { uid, runner, check, read }: Route, { known, streams, now }: Context): Promise<Omit<ExportOutcome, 'outcome' | 'status'>> {
  const run = known(uid);
  if (!run) throw new Refusal(404, 'there is no such run');
  const token = run.token(runner);
  const [, shown = ''] = /^(?:Bearer|Token) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined || !isSameToken(token, shown)) throw new Refusal(401, 'the token is not this runner\'s');
  check(request.headers);
  const body = await readBody(request);
  return { bytes: body.length, ...streams.accept({ uid, runner, request: read(body, request.headers), now: now(), subMetrics: run.subMetrics, fromStart: run.fromStart }) };
}

/** Closes the connection: what is left of the request is not worth reading, and the next may reach another replica. */
function refuse(response: ServerResponse, { status, message }: Refusal): void {
  if (response.headersSent) return void response.destroy();
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(message), connection: 'close' };
  response.writeHead(status, { ...headers, ...(status >= 502 && { 'retry-after': '1' }), ...(status === 405 && { allow: 'POST' }) }).end(message);
}

async function closeGently(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = globalThis.setTimeout(() => server.closeAllConnections(), 2000);
  await closed;
  clearTimeout(timer);
}
