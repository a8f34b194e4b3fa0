import type { Server } from 'node:http';
import express from 'express';
import type { Metrics } from './metrics.ts';

/** What the probes are told. */
export interface Health {
  /** False where the process should be restarted. */
  isAlive: () => boolean;
  /** False until this replica can do its part: lead, or stand by for it. */
  isReady: () => boolean;
}

/** Serves /healthz, /readyz and /metrics. @throws where the port is taken */
export async function serveHealth(port: number, health: Health, metrics: Metrics): Promise<Server> {
  const app = express().disable('x-powered-by');
  app.get('/healthz', (_request, response) => void response.sendStatus(health.isAlive() ? 200 : 503));
  app.get('/readyz', (_request, response) => void response.sendStatus(health.isReady() ? 200 : 503));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return new Promise((resolve, reject) => {
    const server = app.listen(port, (error) => (error ? reject(error) : resolve(server)));
  });
}
