import pino, { type Logger } from 'pino';
import { createClient, type Client } from '../kube/client.ts';
import { loadKubeConfig } from '../kube/config.ts';
import { createTransport } from '../kube/transport.ts';
import { followFiles, keepCertificates, temporaryPair } from './certificates/index.ts';
import { readConfig, type Config } from './config.ts';
import { Metrics } from './metrics.ts';
import { countNodes } from './nodes.ts';
import type { Knowledge } from './review.ts';
import { startServer, type WebhookServer } from './server.ts';

/** The webhook process: serves until it is told to end, then ends with 0; with 1 when it cannot go on. A second signal ends it at once. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { component: 'webhook' } });
  const told = onSignals(['SIGTERM', 'SIGINT']);
  const transport = createTransport(loadKubeConfig(), { warn: (warning) => log.warn({ warning }, 'the API server warns') });
  const client = createClient(transport);
  const metrics = new Metrics();
  const knowledge: Knowledge = { policy: config.policy, seen: {} };
  const server = await startServer({ port: config.port, pair: await temporaryPair(), knowledge: () => knowledge, metrics, log });
  log.info({ port: server.port }, 'listening');
  const ended = new AbortController();
  const work = Promise.all([
    presentCertificates(config, { client, server, log, signal: ended.signal }),
    countNodes({ client, log, signal: ended.signal }, (nodes) => {
      knowledge.seen = nodes === undefined ? {} : { nodes };
    }),
  ]);
  // The work ends only when it is told to; that it fails must end the process.
  await Promise.race([told, work]);
  log.info('draining');
  await server.drain(config.drainSeconds);
  ended.abort();
  await work;
  await transport.close();
  log.info('ended');
}

/** Resolves at the first signal; the second ends the process, which as PID 1 it has to do itself. */
function onSignals(names: NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    for (const name of names) {
      process.on(name, () => {
        if (told) process.exit(1);
        told = true;
        resolve();
      });
    }
  });
}

interface Stage {
  client: Client;
  server: WebhookServer;
  log: Logger;
  signal: AbortSignal;
}

async function presentCertificates({ certificates, configurations, namespace }: Config, { server, ...stage }: Stage): Promise<void> {
  const common = {
    ...stage, configurations,
    onPair: server.present,
    onTrust: (trust: Parameters<WebhookServer['trust']>[0]) => {
      server.trust(trust);
      stage.log.info(trust, trust.ready ? 'ready' : 'not ready');
    },
  };
  await ('directory' in certificates ? followFiles({ ...common, directory: certificates.directory }) : keepCertificates({ ...common, ...certificates, namespace }));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    pino().fatal({ err: error }, 'the webhook ended');
    process.exit(1);
  },
);
