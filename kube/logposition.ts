import { MomentReader } from './logmoment.ts';

export interface LogLine {
  /** RFC 3339 with nanoseconds and the node's zone, as the container runtime noted it; empty for a remark of the kubelet's own. */
  timestamp: string;
  line: string;
}

/** Where a log is to begin; all of it when nothing is set. */
export interface LogStart {
  /** Only the last so many lines of what is there already; 0 for none. */
  tailLines?: number | undefined;
  /** RFC 3339: only lines from then on. */
  sinceTime?: string | undefined;
  /** Only lines of the last so many seconds, by the node's own clock; not together with `sinceTime`. */
  sinceSeconds?: number | undefined;
}

/**
 * Where in a container's log the reader is, such that a new stream goes on exactly there. The server can only be asked for "since that
 * second", so the timestamps of the last two seconds are remembered and what comes again is passed over, in order. Two, because stdout
 * and stderr are stamped by two writers and may be stored slightly out of order.
 */
export class LogPosition {
  /** Lines taken so far. */
  lines = 0;
  readonly #start: LogStart;
  readonly #reader = new MomentReader();
  #recent = new Moments();
  #newest = -Infinity;
  /** What a new stream is expected to begin with again, how far it has, and up to which second that goes. */
  #again = new Moments();
  #next = 0;
  #againUntil = -Infinity;
  /** Lines up to this second lie before the tail that was asked for, until one is recognised. */
  #beforeTail = -Infinity;

  /** @param start the query for the first stream */
  constructor({ tailLines, sinceTime, sinceSeconds }: LogStart = {}) {
    this.#start = { tailLines, sinceTime, sinceSeconds };
  }

  /** The query for the next stream. */
  resume(): LogStart {
    if (this.#recent.length === 0) return this.#start;
    this.#again = this.#recent.since(-Infinity);
    this.#next = 0;
    this.#againUntil = this.#newest;
    if (this.#start.tailLines !== undefined) this.#beforeTail = this.#newest;
    const start = Date.parse(this.#start.sinceTime ?? '');
    const since = (this.#newest - 1) * 1000;
    return { sinceTime: new Date(start > since ? start : since).toISOString() };
  }

  /** One line as the server sent it, `<timestamp> <text>`; undefined when it was taken before. */
  take(text: string): LogLine | undefined {
    const reader = this.#reader;
    // The kubelet's own remarks, such as "failed to watch file", have no time.
    if (!reader.read(text)) return { timestamp: '', line: text };
    if (this.#wasTaken(reader) || reader.second <= this.#beforeTail) return undefined;
    this.lines += 1;
    this.#remember(reader);
    return { timestamp: text.slice(0, reader.length), line: text.slice(reader.length + 1) };
  }

  /** Log rotation may have removed the first of what is expected again, so the search goes on from where it was. */
  #wasTaken(moment: Moment): boolean {
    if (moment.second > this.#againUntil) return false;
    const found = this.#again.indexOf(moment, this.#next);
    if (found < 0) return false;
    this.#next = found + 1;
    this.#beforeTail = -Infinity;
    return true;
  }

  #remember(moment: Moment): void {
    if (moment.second > this.#newest) {
      this.#newest = moment.second;
      this.#recent = this.#recent.since(moment.second - 1);
    }
    this.#recent.push(moment);
  }
}

interface Moment {
  second: number;
  nanosecond: number;
}

/** Times in the order of their lines, as plain numbers: a container may write tens of thousands of lines in two seconds. */
class Moments {
  readonly #seconds: number[] = [];
  readonly #nanoseconds: number[] = [];

  get length(): number {
    return this.#seconds.length;
  }

  push({ second, nanosecond }: Moment): void {
    this.#seconds.push(second);
    this.#nanoseconds.push(nanosecond);
  }

  indexOf({ second, nanosecond }: Moment, from: number): number {
    for (let at = from; at < this.#seconds.length; at += 1) {
      if (this.#nanoseconds[at] === nanosecond && this.#seconds[at] === second) return at;
    }
    return -1;
  }

  /** Those from a second on. */
  since(from: number): Moments {
    const kept = new Moments();
    for (const [at, second] of this.#seconds.entries()) if (second >= from) kept.push({ second, nanosecond: this.#nanoseconds[at] ?? 0 });
    return kept;
  }
}
