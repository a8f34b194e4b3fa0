import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';

/** What a process of its own sends to a server, so that its work does not slow the server's event loop. Asked for over the IPC channel. */
export interface Load {
  port: number;
  /** One after the other. */
  paths: string[];
  body: string;
  /** Kept alive. */
  connections: number;
  requests: number;
  /** Requests per second, evenly spaced and whether or not the ones before are answered; undefined: as many as there can be. */
  rate?: number;
}

/** Milliseconds, of every request that was answered. */
export interface Latencies {
  p50: number;
  p99: number;
  answered: number;
  /** Requests without an answer, and answers that were no success. */
  failed: number;
}

async function run({ port, paths, body, connections, requests, rate }: Load): Promise<Latencies> {
  const pool = new Pool(`https://127.0.0.1:${port}`, { connections, pipelining: 1, connect: { rejectUnauthorized: false } });
  const times: number[] = [];
  let failed = 0;
  const send = async (at: number): Promise<void> => {
    const begin = performance.now();
    try {
      const answer = await pool.request({ method: 'POST', path: paths[at % paths.length] ?? '/', headers: { 'content-type': 'application/json' }, body });
      await answer.body.text();
      times.push(performance.now() - begin);
      if (answer.statusCode !== 200) failed += 1;
    } catch {
      failed += 1;
    }
  };
  await (rate === undefined ? flatOut(send, requests, connections) : evenly(send, requests, rate));
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), answered: times.length, failed };
}

/** An API server's requests come when users write, not when the ones before are answered. */
async function evenly(send: (at: number) => Promise<void>, requests: number, rate: number): Promise<void> {
  const begin = performance.now();
  const sent: Promise<void>[] = [];
  while (sent.length < requests) {
    if (performance.now() < begin + (sent.length * 1000) / rate) await setTimeout(1);
    else sent.push(send(sent.length));
  }
  await Promise.all(sent);
}

async function flatOut(send: (at: number) => Promise<void>, requests: number, atOnce: number): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < requests) await send(next++);
  }));
}

process.on('message', (load: Load) => {
  void run(load).then((latencies) => process.send?.(latencies));
});
