import autocannon from 'autocannon';

/** What a process of its own sends to a server, so that its work does not slow the server's event loop. Asked for over the IPC channel. */
export interface Load {
  port: number;
  /** One after the other on each connection. */
  paths: string[];
  body: string;
  connections: number;
  /** Requests per second over all connections; undefined: as many as there can be. */
  rate?: number;
  /** Either so many seconds or so many requests. */
  seconds?: number;
  requests?: number;
}

/** Milliseconds, of every request that was answered. */
export interface Latencies {
  p50: number;
  p99: number;
  answered: number;
  /** Requests without an answer, and answers that were no success. */
  failed: number;
}

async function run({ port, paths, body, connections, rate, seconds, requests }: Load): Promise<Latencies> {
  const times: number[] = [];
  const shared = { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body };
  const options: autocannon.Options = {
    url: `https://127.0.0.1:${port}`, connections, requests: paths.map((path) => ({ path, ...shared })), tlsOptions: { rejectUnauthorized: false },
    ...(rate !== undefined && { overallRate: rate }), ...(seconds !== undefined && { duration: seconds }), ...(requests !== undefined && { amount: requests }),
  };
  const { errors, timeouts, non2xx } = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error: Error | null, result) => (error === null ? resolve(result) : reject(error)));
    // Its own histogram knows whole milliseconds alone.
    instance.on('response', (_client, _status, _bytes, milliseconds) => void times.push(milliseconds));
  });
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), answered: times.length, failed: errors + timeouts + non2xx };
}

process.on('message', (load: Load) => {
  void run(load).then((latencies) => process.send?.(latencies));
});
