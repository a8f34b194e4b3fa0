import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './body.ts';
import { decodeMetricSet } from './cloud/decode.ts';
import { decodeRequest } from './otlp/decode.ts';
import type { Request } from './run.ts';

/** Who speaks, and in which protocol. */
export interface Route {
  uid: string;
  /** 1-based. */
  runner: number;
  /** What an answer of success says of its body, which is empty in both. */
  contentType: string;
  /** For so long a request waits for a replica that leads before it is told to come again; milliseconds. */
  patience: number;
  /** @throws Refusal where the request says that it is of another version */
  check: (headers: IncomingHttpHeaders) => void;
  /** @throws WireError where the unpacked body is none */
  read: (body: Buffer, headers: IncomingHttpHeaders) => Request;
}

type Protocol = Omit<Route, 'uid' | 'runner'>;

const openTelemetry: Protocol = {
  // An empty ExportMetricsServiceResponse has no bytes.
  contentType: 'application/x-protobuf',
  patience: 0,
  check: () => undefined,
  read: (body) => decodeRequest(body),
};

const protocolVersion = '2.0';

/**
 * What k6's cloud output sends (k6 v1.8.1, internal/output/cloud/expv2 and cloudapi/client.go): one try is followed by two more, each 0.5 s after an answer of 5xx or 429 or a
 * connection that failed, with the same `K6-Idempotency-Key`; then what the request told is lost, and every other answer but 2xx loses it at once, with an error in
 * the runner's log. Meanwhile k6 goes on to collect. A run is never stopped for it, unless `K6_CLOUD_STOP_ON_ERROR` is set. As the client waits longer for an
 * answer than for its next try, a request is held while no replica leads. A 403 with the code 4 makes the output fall silent for good.
 */
const cloud: Protocol = {
  contentType: 'text/plain',
  patience: 8000,
  check: ({ 'k6-metrics-protocol-version': version }) => {
    if (version === protocolVersion) return;
    throw new Refusal(403, JSON.stringify({ error: { code: 4, message: `the operator reads version ${protocolVersion} of the metrics protocol alone` } }));
  },
  read: (body, { 'k6-idempotency-key': key }) => ({ key: typeof key === 'string' ? key.slice(0, 64) : createHash('sha256').update(body).digest('base64url'), metrics: decodeMetricSet(body) }),
};

/** The path for each protocol, whose name is that of the way that k6 takes with it. */
const routes: readonly { path: RegExp; protocol: Protocol }[] = [
  { path: /^\/v1\/runs\/([A-Za-z0-9-]{1,64})\/runners\/([1-9][0-9]{0,5})\/metrics$/, protocol: openTelemetry },
  { path: /^\/v2\/metrics\/([A-Za-z0-9-]{1,64})-([1-9][0-9]{0,5})$/, protocol: cloud },
];

/** Undefined where nothing is served at the path. */
export function routeOf(url: string): Route | undefined {
  for (const { path, protocol } of routes) {
    const [, uid, runner] = path.exec(url) ?? [];
    if (uid !== undefined) return { uid, runner: Number(runner), ...protocol };
  }
  return undefined;
}
