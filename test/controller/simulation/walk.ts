import { expect } from '@jest/globals';
import pino from 'pino';
import type { Run } from '../../../api/run.ts';
import { stages, type RunStatus } from '../../../api/status.ts';
import { Memory } from '../../../controller/memory.ts';
import { verdictOf } from '../../../controller/plan/verdict.ts';
import { reconcile, type Deps } from '../../../controller/reconcile.ts';
import { isFinal } from '../../../controller/status/next.ts';
import { isKubeError } from '../../../kube/errors.ts';
import { now, settings } from '../../builders/run.ts';
import { FakeCluster, keyOf, type Faults } from './cluster.ts';
import type { NodeScript } from './fates.ts';
import { FakeNode } from './node.ts';

export interface Walk {
  /** Stages in the order in which they were written, each once. */
  stages: string[];
  status: RunStatus;
  cluster: FakeCluster;
  node: FakeNode;
  /** Reasons of all events, in order. */
  events: string[];
  /** Virtual seconds until the run was over. */
  seconds: number;
}

export interface WalkOptions extends NodeScript {
  faults?: Faults;
  /** Changes the cluster from outside; called before each tick with the seconds since the beginning. */
  meanwhile?: (seconds: number, cluster: FakeCluster) => void;
  /** Goes on so many seconds after the end, to see what is cleaned up. */
  stays?: number;
  /** The script's ConfigMap is there from the beginning. */
  script?: boolean;
}

const tickMilliseconds = 500;
/** More virtual time than any run in these tests may take: one that is not over by then hangs. */
const longest = 3600;
/** A pass may ask for the next one at once, yet not for ever. */
const mostPassesAtOnce = 30;

/** Walks one run through its whole life with the real passes of the controller, and holds every step to what must always be true. */
export async function walk(run: Run, options: WalkOptions = {}): Promise<Walk> {
  const cluster = new FakeCluster(now, options.faults);
  const node = new FakeNode(cluster, options);
  cluster.put(cluster.runs, run);
  if (options.script !== false) cluster.put(cluster.configMaps, { metadata: { name: 'k6-test', namespace: 'default' }, data: { 'test.js': '' } });
  const operator = new Operator(cluster, keyOf(run.kind, run.metadata.name));
  let endsAt = Infinity;
  for (let seconds = 0; seconds <= endsAt; seconds += tickMilliseconds / 1000) {
    cluster.now = now + seconds * 1000;
    options.meanwhile?.(seconds, cluster);
    node.tick();
    await operator.work();
    if (endsAt === Infinity && isFinal(last(cluster))) endsAt = seconds + (options.stays ?? 0);
    if (seconds > longest) throw new Error(`the run hangs: ${JSON.stringify(last(cluster))}`);
  }
  checkHistory(cluster.statuses);
  expect(Math.max(0, ...node.runnersStarted())).toBeLessThanOrEqual(1);
  const seen = [...new Set(cluster.statuses.map(({ stage = '' }) => stage))];
  return { stages: seen, status: last(cluster), cluster, node, events: operator.events, seconds: endsAt - (options.stays ?? 0) };
}

function last(cluster: FakeCluster): RunStatus {
  return cluster.statuses.at(-1) ?? {};
}

/** What no run may do, whatever happens to it. */
function checkHistory(history: RunStatus[]): void {
  for (const [at, status] of history.entries()) {
    const before = history[at - 1];
    if (!before) continue;
    expect(stages.indexOf(status.stage ?? 'initialization')).toBeGreaterThanOrEqual(stages.indexOf(before.stage ?? 'initialization'));
    expect(isFinal(before)).toBe(false);
    const verdict = verdictOf(before);
    if (verdict && !isFinal(status)) expect(verdictOf(status)).toEqual(verdict);
    expect(status.failures ?? []).toEqual(expect.arrayContaining(before.failures ?? []));
  }
}

/** A controller process, and the next one where it was killed. */
class Operator {
  readonly events: string[] = [];
  readonly #cluster: FakeCluster;
  readonly #key: string;
  #deps: Deps;
  #due = 0;
  #seen = -1;
  #failures = 0;

  constructor(cluster: FakeCluster, key: string) {
    this.#cluster = cluster;
    this.#key = key;
    this.#deps = this.#process();
  }

  /** As many passes as are due now: because something changed, or because a pass asked for it. */
  async work(): Promise<void> {
    for (let passes = 0; this.#seen !== this.#cluster.version || this.#due <= this.#cluster.now; passes++) {
      if (passes > mostPassesAtOnce) throw new Error(`the controller spins: ${JSON.stringify(last(this.#cluster))}`);
      await this.#pass();
    }
  }

  async #pass(): Promise<void> {
    this.#seen = this.#cluster.version;
    this.#due = Infinity;
    try {
      const outcome = await reconcile(this.#key, this.#deps);
      if (outcome.then === 'again') this.#due = this.#cluster.now + outcome.milliseconds;
      this.#failures = outcome.then === 'retry' ? this.#failures + 1 : 0;
      if (outcome.then === 'retry') this.#due = this.#cluster.now + Math.min(outcome.atLatest ?? Infinity, 30_000, 5 * 2 ** this.#failures);
    } catch (error) {
      if (!isKubeError(error)) throw error;
      if (error.kind === 'Aborted') this.#deps = this.#process();
      this.#due = this.#cluster.now;
    }
  }

  #process(): Deps {
    const recorder = { record: (_run: Run, { reason }: { reason: string }) => Promise.resolve(this.events.push(reason)) };
    return {
      client: this.#cluster.connect(),
      sources: this.#cluster.sources() as unknown as Deps['sources'],
      recorder: recorder as unknown as Deps['recorder'],
      memory: new Memory(),
      settings,
      concurrency: 8,
      log: pino({ level: 'silent' }),
      now: () => this.#cluster.now,
      signal: new AbortController().signal,
    };
  }
}
