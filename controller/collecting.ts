import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { runnerName } from '../api/names.ts';
import type { Run } from '../api/run.ts';
import type { RunStatus } from '../api/status.ts';
import { RunMetrics, type LiveRun } from './collector/metrics.ts';
import { serveCollector, type Collector, type CollectorOptions, type Known } from './collector/server.ts';
import { Streams } from './collector/streams.ts';
import { liveOf } from './gather/live.ts';
import { holderAddress } from './holder.ts';
import { tokenOf } from './jobs/runner/telemetry.ts';
import { subMetricsOf, thresholdToAbort } from './merge/thresholds.ts';
import { isOwnedBy } from './observe/owner.ts';
import { isFinal } from './status/next.ts';
import { keyOf } from './watch/keys.ts';
import type { Sources } from './watch/sources.ts';

/** What a replica that leads knows of the runs that runners tell of. */
interface Leading {
  sources: Sources;
  /** Milliseconds since the epoch. */
  since: number;
  /** Called for a run that has to be looked at before its time. */
  alarm: (key: string) => void;
}

/** How often a run is looked at between its passes for a threshold that ends it. */
const alarmMilliseconds = 300;

/** The collector of one replica: keeps what runners tell while it leads, and passes it on to the leader while it stands by. */
export class Collecting {
  readonly streams = new Streams();
  readonly #port: number;
  readonly #metrics: RunMetrics;
  readonly #looked = new Map<string, number>();
  #leading: Leading | undefined;
  #leader: string | undefined;
  #collector: Collector | undefined;

  /** @param registry gets what is known of runs that are on, and how the collector fares */
  constructor(port: number, registry: Registry) {
    this.#port = port;
    this.#metrics = new RunMetrics(registry);
    this.#metrics.observe(() => this.#liveRuns());
  }

  /** @throws where the port is taken */
  async serve(log: Logger): Promise<void> {
    this.#collector = await serveCollector({
      port: this.#port,
      streams: this.streams,
      now: Date.now,
      known: (uid) => this.#known(uid),
      leader: () => this.#whoLeads(),
      onExport: (outcome) => this.#metrics.exported(outcome),
      onData: (uid) => this.#onData(uid, Date.now()),
      log,
    });
  }

  /** From now on this replica keeps what it gets: its caches are filled. */
  lead(leading: Leading): void {
    this.#leading = leading;
  }

  /** Another replica leads, of which the Lease says so. */
  follow(holder: string): void {
    this.#leader = holderAddress(holder);
  }

  forget(uid: string): void {
    this.streams.forget(uid);
    this.#looked.delete(uid);
  }

  async close(): Promise<void> {
    await this.#collector?.close();
  }

  #whoLeads(): ReturnType<CollectorOptions['leader']> {
    if (this.#leading) return 'here';
    return this.#leader === undefined ? undefined : { host: this.#leader, port: this.#port };
  }

  #liveRuns(): LiveRun[] {
    return this.streams.uids().flatMap((uid): LiveRun[] => {
      const [run, data] = [this.#leading?.sources.runOf(uid), this.streams.view(uid)];
      if (!run || !data) return [];
      const { kind, metadata: { namespace, name }, status } = run;
      return [{ kind, namespace, name, data, thresholds: status?.thresholds ?? [] }];
    });
  }

  #known(uid: string): Known | undefined {
    const run = this.#leading?.sources.runOf(uid);
    return this.#leading && run && !isFinal(statusOf(run)) ? known(run, this.#leading) : undefined;
  }

  /** A threshold that stops all runners must not wait for the next pass. */
  #onData(uid: string, now: number): void {
    const run = this.#leading?.sources.runOf(uid);
    if (!run || now - (this.#looked.get(uid) ?? 0) < alarmMilliseconds) return;
    this.#looked.set(uid, now);
    if (hasCrossed(run, this.streams, now)) this.#leading?.alarm(keyOf(run));
  }
}

function statusOf({ status = {} }: Run): RunStatus {
  return status;
}

function known(run: Run, { sources, since }: Leading): Known {
  const { start, thresholds = [] } = statusOf(run);
  const { namespace, name } = run.metadata;
  const token = (runner: number): string | undefined => {
    const job = sources.job(namespace, runnerName(name, runner), Date.now());
    return job && isOwnedBy(job, run) ? tokenOf(job) : undefined;
  };
  return { token, subMetrics: subMetricsOf(thresholds), fromStart: start === undefined || Date.parse(start.time) >= since };
}

function hasCrossed(run: Run, streams: Streams, now: number): boolean {
  const { start, thresholds = [] } = statusOf(run);
  if (!start || !thresholds.some(({ abortOnFail }) => abortOnFail)) return false;
  const live = liveOf(run, streams, now);
  return live !== undefined && thresholdToAbort(live.thresholds, now - Date.parse(start.time)) !== undefined;
}
