import pino from 'pino';
import { loadKubeConfig } from '../kube/config.ts';
import { createClient } from '../kube/client.ts';
import { lead } from '../kube/lease.ts';
import { createTransport } from '../kube/transport.ts';
import { readConfig } from './config.ts';
import { runController } from './controller.ts';
import { fenced } from './fence.ts';
import { serveHealth } from './health.ts';
import { Metrics } from './metrics.ts';

/** The controller process: leads or stands by, and ends with 0 when told to, with 1 when it lost its lease or cannot go on. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { component: 'controller' } });
  const metrics = new Metrics();
  const transport = createTransport(loadKubeConfig(), { onCall: (call) => metrics.call(call), warn: (warning) => log.warn({ warning }, 'the API server warns') });
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort(name));
  // A replica that stands by is ready too: it holds a place for the leader's.
  const state = { ready: config.leaderElection.enabled };
  const server = await serveHealth(config.port, () => state.ready, metrics);
  const options = { config, metrics, log };
  const onReady = (): void => {
    state.ready = true;
  };
  if (config.leaderElection.enabled) {
    await lead(createClient(transport), {
      ...config.leaderElection,
      name: 'k6-operator-controller',
      signal: stopping.signal,
      log: (message, error) => log.info({ ...(error ? { cause: error.message } : {}) }, message),
      onLead: (leadership) => runController({ ...options, transport: fenced(transport, leadership), signal: leadership.signal, onReady }),
    });
  } else {
    await runController({ ...options, transport, signal: stopping.signal, onReady });
  }
  log.info('ended');
  server.close();
  await transport.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    pino().fatal({ err: error }, 'the controller ended');
    process.exit(1);
  },
);
