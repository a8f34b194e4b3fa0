import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { temporaryPair } from '../../webhook/certificates/index.ts';
import { Metrics } from '../../webhook/metrics.ts';
import { startServer } from '../../webhook/server.ts';
import { policy } from '../webhook/reviews.ts';

/** What the process has used so far. */
export interface Used {
  residentBytes: number;
  heapBytes: number;
  cpuMilliseconds: number;
}

/**
 * A process of its own for the server that is measured: `webhook` is the real one, `bare` parses the JSON and echoes the uid, over the same
 * TLS. Tells its port over the IPC channel; `'cost'` is answered with what it has used, `'memory'` with the same after a full
 * collection, which makes the next requests slow and belongs in no measurement of time.
 */
async function listen(which: string | undefined): Promise<number> {
  const pair = await temporaryPair();
  if (which === 'webhook') {
    const log = pino({ level: 'info' }, pino.destination('/dev/null'));
    return (await startServer({ port: 0, pair, knowledge: () => ({ policy, seen: { nodes: 3 } }), metrics: new Metrics(), log })).port;
  }
  const app = express().use(express.json({ limit: '6mb' }));
  app.post('/', (request, response) => {
    const { request: { uid } } = request.body as { request: { uid: string } };
    response.json({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true } });
  });
  const server = createServer(pair, app);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

process.on('message', (what: 'cost' | 'memory') => {
  if (what === 'memory') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ residentBytes: rss, heapBytes: heapUsed, cpuMilliseconds: (user + system) / 1000 } satisfies Used);
});
void listen(process.argv[2]).then((port) => process.send?.(port));
