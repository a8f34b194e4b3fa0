import { randomBytes } from 'node:crypto';
import pino, { type Logger } from 'pino';
import { loadKubeConfig } from '../kube/config.ts';
import { createClient, type Client } from '../kube/client.ts';
import { lead } from '../kube/lease.ts';
import { createTransport } from '../kube/transport.ts';
import { awaitAdmission } from './admission.ts';
import { Collecting } from './collecting.ts';
import { runnerToken } from './collector/token.ts';
import { readConfig, type Config } from './config.ts';
import { runController } from './controller.ts';
import { fenced } from './fence.ts';
import { serveHealth, type Missing } from './health.ts';
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
  const missing = new Set<Missing>(config.leaderElection.enabled ? [] : ['caches']);
  const server = await serveHealth(config.port, missing, metrics);
  void awaitAdmissionOf(config, { client: createClient(transport), missing, log, signal: stopping.signal });
  const collecting = await startCollecting(config, metrics, log);
  const options = { config: withCollector(config), metrics, log, collecting };
  const onReady = (): void => void missing.delete('caches');
  if (config.leaderElection.enabled) {
    await lead(createClient(transport), {
      ...config.leaderElection,
      signal: stopping.signal,
      onHolder: (holder) => collecting?.follow(holder),
      log: (message, error) => log.info({ ...(error ? { cause: error.message } : {}) }, message),
      onLead: (leadership) => runController({ ...options, transport: fenced(transport, leadership), signal: leadership.signal, onReady }),
    });
  } else {
    await runController({ ...options, transport, signal: stopping.signal, onReady });
  }
  log.info('ended');
  server.close();
  await collecting?.close();
  await transport.close();
}

async function startCollecting({ collector }: Config, metrics: Metrics, log: Logger): Promise<Collecting | undefined> {
  if (!collector) return undefined;
  const collecting = new Collecting(collector.port, metrics.registry);
  await collecting.serve(log);
  return collecting;
}

/** Tokens come from a key of this process's own; a successor finds them in the Jobs that were made with them. */
function withCollector(config: Config): Config {
  if (!config.collector) return config;
  const key = randomBytes(32).toString('hex');
  return { ...config, settings: { ...config.settings, collector: { ...config.collector, token: (uid, runner) => runnerToken(key, uid, runner) } } };
}

interface Waiting {
  client: Client;
  missing: Set<Missing>;
  log: Logger;
  signal: AbortSignal;
}

/** Runs are looked after all the same; readiness alone waits, and with it `helm install --wait`. */
async function awaitAdmissionOf({ admissionNamespace: namespace }: Config, { client, missing, log, signal }: Waiting): Promise<void> {
  if (namespace === undefined) return;
  missing.add('admission');
  await awaitAdmission(client, { namespace, signal, onFault: (cause) => log.warn({ cause }, 'not ready: admission of runs does not work yet') });
  missing.delete('admission');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    pino().fatal({ err: error }, 'the controller ended');
    process.exit(1);
  },
);
