import type { Timeline } from '../../api/summary/merged.ts';
import type { StreamData } from '../merge/types.ts';
import { RunState, type Accepted, type Request } from './run.ts';

/** One runner's export. */
export interface Export {
  /** The run's. */
  uid: string;
  /** 1-based. */
  runner: number;
  request: Request;
  /** Milliseconds since the epoch. */
  now: number;
  /** The names of the sub-metrics that thresholds name. */
  subMetrics: readonly string[];
  /** Whether this process would have heard the run's first export; of the first alone it counts. */
  fromStart: boolean;
}

/** What all runs' runners have streamed until now. */
export class Streams {
  readonly #runs = new Map<string, RunState>();

  accept({ uid, fromStart, ...rest }: Export): Accepted {
    const run = this.#runs.get(uid) ?? new RunState(fromStart);
    this.#runs.set(uid, run);
    return run.accept(rest);
  }

  /** Undefined where nothing was heard of the run. The maps in it go on with the stream: they are to be read now, and not to be changed. */
  view(uid: string): StreamData | undefined {
    return this.#runs.get(uid)?.view();
  }

  timeline(uid: string): Timeline | undefined {
    return this.#runs.get(uid)?.timeline();
  }

  /** What is missing from the view, for a person. */
  notes(uid: string): string[] {
    return this.#runs.get(uid)?.notes() ?? [];
  }

  forget(uid: string): void {
    this.#runs.delete(uid);
  }

  uids(): string[] {
    return [...this.#runs.keys()];
  }
}
