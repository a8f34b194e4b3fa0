import type { Server } from 'node:http';
import express from 'express';
import type { Metrics } from './metrics.ts';

/** What a replica may still wait for before it can do its part. */
export type Missing = 'caches' | 'admission';

/**
 * Serves /healthz, /readyz and /metrics. An answer is all that /healthz has to tell: the process ends by itself where it cannot go on.
 * @param missing ready when it is empty; looked at anew for each call
 * @throws where the port is taken
 */
export async function serveHealth(port: number, missing: ReadonlySet<Missing>, metrics: Metrics): Promise<Server> {
  const app = express().disable('x-powered-by');
  app.get('/healthz', (_request, response) => void response.sendStatus(200));
  app.get('/readyz', (_request, response) => {
    if (missing.size === 0) response.sendStatus(200);
    else response.status(503).type('text').send(`waiting for ${[...missing].join(' and ')}\n`);
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return new Promise((resolve, reject) => {
    const server = app.listen(port, (error) => (error ? reject(error) : resolve(server)));
  });
}
