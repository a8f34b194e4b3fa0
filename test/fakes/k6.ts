import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * A FAKE of k6's REST API: as many paused runners as a test wants in one process, each on a loopback address of its own. It knows
 * `GET` and `PATCH /v1/status` alone, and misbehaves on request. Real k6 is used wherever a hundred processes or fewer will do.
 */
export interface FakeRunner {
  readonly ip: string;
  status: number;
  /** Milliseconds since 1970, with fractions: when the PATCH that started it was complete. */
  startedAt?: number;
  /** How many whole PATCHes came. */
  patches: number;
  /** Takes a request over before the fake answers it; true if it dealt with it. Called when the headers are there. */
  fault?: (request: IncomingMessage, response: ServerResponse, runner: FakeRunner) => boolean;
}

export interface FakeRunners {
  readonly port: number;
  readonly runners: readonly FakeRunner[];
  /** `1=127.60.0.1 2=127.60.0.2 …` */
  readonly targets: string;
  close(): Promise<void>;
}

/** The address of a 1-based runner in the loopback network 127.<network>. */
function address(network: number, runner: number): string {
  return `127.${network}.${runner >> 8}.${runner & 255}`;
}

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function answerStatus(response: ServerResponse, runner: FakeRunner): void {
  const attributes = { status: runner.status, paused: runner.status <= 4, vus: 0, 'vus-max': 1, stopped: runner.status >= 10, running: runner.status === 7, tainted: false };
  json(response, 200, { data: { type: 'status', id: 'default', attributes } });
}

function patch(response: ServerResponse, runner: FakeRunner, body: string, at: number): void {
  const { data } = JSON.parse(body) as { data: { attributes: { paused?: boolean; stopped?: boolean } } };
  if (data.attributes.stopped === true) runner.status = 10;
  else if (runner.status >= 5) {
    const detail = "per-vu-iterations executor 'default' doesn't support pause and resume operations after its start";
    json(response, 500, { errors: [{ status: '500', title: 'Pause error', detail }] });
    return;
  } else {
    runner.status = 7;
    runner.startedAt = at;
  }
  answerStatus(response, runner);
}

function handle(request: IncomingMessage, response: ServerResponse, runner: FakeRunner): void {
  if (runner.fault?.(request, response, runner) === true) return;
  if (request.method === 'GET') {
    answerStatus(response, runner);
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('error', () => undefined);
  request.on('end', () => {
    const at = performance.timeOrigin + performance.now();
    runner.patches++;
    // Real runners do not wait for each other: note when each PATCH came before any of them is worked on.
    setImmediate(() => patch(response, runner, body, at));
  });
}

/** Starts `count` fake runners, paused and ready (status 4), on 127.<network>.x.y; `port` 0 takes a free one. */
export async function startFakeRunners(count: number, network: number, port = 0): Promise<FakeRunners> {
  const runners = Array.from({ length: count }, (_, index): FakeRunner => ({ ip: address(network, index + 1), status: 4, patches: 0 }));
  const byAddress = new Map(runners.map((runner) => [runner.ip, runner]));
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 0, headersTimeout: 10_000, requestTimeout: 0, noDelay: true }, (request, response) => {
    const runner = byAddress.get(request.socket.localAddress ?? '');
    if (runner === undefined) request.socket.destroy();
    else handle(request, response, runner);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen({ port, host: '0.0.0.0', backlog: 4096 }, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    runners,
    targets: runners.map(({ ip }, index) => `${index + 1}=${ip}`).join(' '),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
  };
}
