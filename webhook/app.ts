import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';
import { judge, reviewOf, type Call, type Knowledge, type Verdict } from './review.ts';
import { MalformedReview, readRequest, type AdmissionRequest } from './request.ts';

/**
 * The API server reads requests of at most 3 MiB, and etcd stores objects of at most 1.5 MiB: an update shows both. The rest is for the
 * envelope, and for what the API server's JSON encoder adds to `<`, `>` and `&`.
 */
export const bodyLimit = 6 * 1024 * 1024;

/** What the server tells of itself. */
export interface State {
  ready: boolean;
  /** Why it is not ready, or what it is trusted by. */
  reason: string;
  /** Told to end: every answer closes its connection, so that the next request goes to another replica. */
  draining: boolean;
}

export interface AppOptions {
  state: Readonly<State>;
  /** Read anew for each request. */
  knowledge: () => Knowledge;
  metrics: Metrics;
  log: Logger;
  /** How long a body may take to arrive, ms. */
  bodyTimeoutMs: number;
}

/** What every request carries along. */
interface Locals {
  /** When its headers had been read, in ms of the monotonic clock. */
  start: number;
  state: Readonly<State>;
}

const calls: readonly Call[] = ['mutate', 'validate'];

/** Every path of the server. No request makes it throw, and no answer shows a stack. */
export function createApp(options: AppOptions): Express {
  const { state, metrics } = options;
  const app = express().disable('x-powered-by').disable('etag');
  app.use((_request, response, next) => {
    Object.assign(response.locals, { start: performance.now(), state } satisfies Locals);
    next();
  });
  app.get('/healthz', (_request, response) => answer(response, 200, 'ok'));
  app.get('/readyz', (_request, response) => {
    const ready = state.ready && !state.draining;
    answer(response, ready ? 200 : 503, state.draining ? 'shutting down' : state.reason);
  });
  app.get('/metrics', async (_request, response) => {
    response.setHeader('content-type', metrics.registry.contentType);
    response.end(await metrics.registry.metrics());
  });
  // Nobody compresses a review, and a small body must not become a large one.
  const parse = express.json({ limit: bodyLimit, inflate: false });
  for (const call of calls) app.route(`/${call}`).post(inTime(options), parse, admit(call, options)).all(onlyPost);
  app.use((_request, response) => answer(response, 404, 'there is no such path'));
  app.use(onError(options));
  return app;
}

/** Ends a connection whose body does not come: slow ones must not pile up. */
function inTime({ bodyTimeoutMs }: AppOptions): RequestHandler {
  return (request, _response, next) => {
    const timer = setTimeout(() => request.destroy(), bodyTimeoutMs);
    request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
    next();
  };
}

/** One request of the API server. Nothing in here waits for anything. */
function admit(call: Call, { knowledge, metrics, log }: AppOptions): RequestHandler {
  return (http, response) => {
    const request = readRequest(bodyOf(http));
    let verdict: Verdict;
    try {
      verdict = judge(call, request, knowledge());
    } catch (error) {
      metrics.request(call, request, 'failed');
      log.error({ err: error, call, ...about(request) }, 'an admission request could not be judged');
      // An HTTP error and no review: what becomes of the run is then up to the site's failurePolicy.
      answer(response, 500, `request ${request.uid}: internal error, which the webhook's log tells more of`);
      return;
    }
    answer(response, 200, JSON.stringify(reviewOf(request, verdict)), 'application/json');
    metrics.request(call, request, verdict.name);
    if (call === 'validate' || verdict.name === 'refused') metrics.verdict(verdict);
    metrics.duration(call, (performance.now() - (response.locals as Locals).start) / 1000);
    if (verdict.name === 'refused') log.info({ call, ...about(request), findings: verdict.findings.slice(0, 20) }, 'refused');
  };
}

/** The parser leaves a body of another type alone. */
function bodyOf(http: Request): unknown {
  const body = http.body as unknown;
  if (body === undefined) throw Object.assign(new Error(), { status: 415 });
  return body;
}

function about({ uid, operation, kind, namespace, name, dryRun }: AdmissionRequest): object {
  return { uid, operation, kind, namespace, name, dryRun };
}

const onlyPost: RequestHandler = (_request, response) => {
  response.setHeader('allow', 'POST');
  answer(response, 405, 'only POST is served here');
};

const words: Readonly<Record<number, string>> = {
  400: 'the body cannot be read as JSON',
  413: `the body is longer than ${bodyLimit} bytes`,
  415: 'only application/json in UTF-8, not compressed, is read',
};

/** Whatever a handler or the body's parser threw. */
function onError({ metrics, log }: AppOptions): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status = error instanceof MalformedReview ? 400 : (error as { status?: unknown } | null)?.status;
    const code = typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
    if (code === 500) log.error({ err: error }, 'a request failed');
    else metrics.malformed(code);
    if (response.headersSent) next(error);
    else answer(response, code, error instanceof MalformedReview ? error.message : words[code] ?? 'the request cannot be served');
  };
}

/** An error closes the connection: what is left of its request is not worth reading. So does an end that came while the request was read. */
function answer(response: Response, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  if (status >= 400 || (response.locals as Locals).state.draining) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}
