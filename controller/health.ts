import type { Server } from 'node:http';
import express from 'express';
import type { Metrics } from './metrics.ts';

/**
 * Serves /healthz, /readyz and /metrics. An answer is all that /healthz has to tell: the process ends by itself where it cannot go on.
 * @param isReady false until this replica can do its part: lead, or stand by for it
 * @throws where the port is taken
 */
export async function serveHealth(port: number, isReady: () => boolean, metrics: Metrics): Promise<Server> {
  const app = express().disable('x-powered-by');
  app.get('/healthz', (_request, response) => void response.sendStatus(200));
  app.get('/readyz', (_request, response) => void response.sendStatus(isReady() ? 200 : 503));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return new Promise((resolve, reject) => {
    const server = app.listen(port, (error) => (error ? reject(error) : resolve(server)));
  });
}
