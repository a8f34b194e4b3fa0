import type { Logger } from 'pino';
import type { Collecting } from './collecting.ts';
import type { Config } from './config.ts';
import { createClient } from '../kube/client.ts';
import { isKubeError } from '../kube/errors.ts';
import { KeyedQueue } from '../kube/queue.ts';
import { EventRecorder } from '../kube/recorder.ts';
import type { Transport } from '../kube/transport.ts';
import { Memory } from './memory.ts';
import type { Metrics } from './metrics.ts';
import { reconcile, type Deps, type PassOutcome } from './reconcile.ts';
import { isFinal } from './status/next.ts';
import { parseKey } from './watch/keys.ts';
import { Sources } from './watch/sources.ts';

export interface ControllerOptions {
  config: Config;
  transport: Transport;
  metrics: Metrics;
  log: Logger;
  /** Absent where this installation collects no metrics. */
  collecting?: Collecting | undefined;
  signal: AbortSignal;
  /** Called once the caches are filled and the workers begin. */
  onReady?: () => void;
}

/** A run whose passes keep failing is still looked at this often. */
const longestRetryMilliseconds = 30_000;

/** Watches runs and their children and reconciles them until the signal aborts; a pass that is under way then is given up between calls. */
export async function runController({ config, transport, metrics, log, collecting, signal, onReady }: ControllerOptions): Promise<void> {
  const client = createClient(transport);
  const queue = new KeyedQueue(undefined, { maxDelayMs: longestRetryMilliseconds });
  const memory = new Memory();
  const sources = new Sources(client, {
    namespaces: config.namespaces,
    onKey: (key) => queue.add(key),
    onError: (error) => log.warn({ kind: error.kind, message: error.message }, 'a list or watch failed and will be resumed'),
    onRunGone: (uid) => {
      memory.forget(uid);
      metrics.forget(uid);
      collecting?.forget(uid);
    },
    signal,
  });
  const recorder = new EventRecorder(client, 'k6-operator', {
    onError: ({ kind, message }) => log.warn({ kind, message }, 'an event could not be written'),
  });
  const { settings, concurrency } = config;
  const streams = collecting ? { streams: collecting.streams } : {};
  const deps: Deps = { client, sources, recorder, memory, settings, concurrency, log, now: Date.now, signal, ...streams };
  metrics.observe({ queueLength: () => queue.length, runs: () => sources.runs() });
  await sources.synced;
  log.info({ runs: sources.runs().length }, 'caches are filled');
  collecting?.lead({ sources, since: Date.now(), alarm: (key) => queue.add(key) });
  onReady?.();
  await Promise.all(Array.from({ length: config.workers }, () => work(queue, deps, metrics)));
  queue.close();
  await sources.done;
}

async function work(queue: KeyedQueue, deps: Deps, metrics: Metrics): Promise<void> {
  for (;;) {
    const key = await queue.next(deps.signal);
    if (key === undefined) return;
    const begin = performance.now();
    const outcome = await pass(key, deps);
    metrics.pass(outcome.then, (performance.now() - begin) / 1000);
    const run = deps.sources.run(parseKey(key));
    if (run) metrics.start(run);
    if (run?.status && isFinal(run.status)) deps.streams?.forget(run.metadata.uid);
    requeue(queue, key, outcome);
    queue.done(key);
  }
}

type Ended = PassOutcome | { then: 'conflict' } | { then: 'error' };

/** Whatever a pass throws ends that pass alone. A conflict is everyday life: the watch brings the newer version in a moment. */
async function pass(key: string, deps: Deps): Promise<Ended> {
  try {
    return await reconcile(key, deps);
  } catch (error) {
    if (isKubeError(error, 'Conflict', 'NotFound')) return { then: 'conflict' };
    if (!deps.signal.aborted) deps.log.error({ key, err: error }, 'a pass failed and will be tried again');
    return { then: 'error' };
  }
}

function requeue(queue: KeyedQueue, key: string, outcome: Ended): void {
  switch (outcome.then) {
    case 'forget':
      queue.forget(key);
      return;
    case 'again':
      queue.forget(key);
      queue.addAfter(key, outcome.milliseconds);
      return;
    case 'retry':
      queue.addRateLimited(key);
      if (outcome.atLatest !== undefined) queue.addAfter(key, outcome.atLatest);
      return;
    case 'conflict':
    case 'error':
      queue.addRateLimited(key);
  }
}
