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

interface Taken {
  timestamp: string;
  second: number;
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
  #recent: Taken[] = [];
  #newest = -Infinity;
  /** What a new stream is expected to begin with again, and how far it has. */
  #again: string[] = [];
  #next = 0;
  /** Lines up to this second lie before the tail that was asked for, until one is recognised. */
  #beforeTail = -Infinity;

  /** @param start the query for the first stream */
  constructor({ tailLines, sinceTime, sinceSeconds }: LogStart = {}) {
    this.#start = { tailLines, sinceTime, sinceSeconds };
  }

  /** The query for the next stream. */
  resume(): LogStart {
    if (this.#recent.length === 0) return this.#start;
    this.#again = this.#recent.map(({ timestamp }) => timestamp);
    this.#next = 0;
    if (this.#start.tailLines !== undefined) this.#beforeTail = this.#newest;
    const start = Date.parse(this.#start.sinceTime ?? '');
    const since = (this.#newest - 1) * 1000;
    return { sinceTime: new Date(start > since ? start : since).toISOString() };
  }

  /** One line as the server sent it, `<timestamp> <text>`; undefined when it was taken before. */
  take(text: string): LogLine | undefined {
    const blank = text.indexOf(' ');
    const timestamp = blank < 0 ? text : text.slice(0, blank);
    const second = Math.floor(Date.parse(timestamp) / 1000);
    // The kubelet's own remarks, such as "failed to watch file", have no time.
    if (Number.isNaN(second)) return { timestamp: '', line: text };
    if (this.#wasTaken(timestamp) || second <= this.#beforeTail) return undefined;
    this.lines += 1;
    this.#remember({ timestamp, second });
    return { timestamp, line: blank < 0 ? '' : text.slice(blank + 1) };
  }

  /** Log rotation may have removed the first of what is expected again, so the search goes on from where it was. */
  #wasTaken(timestamp: string): boolean {
    const found = this.#again.indexOf(timestamp, this.#next);
    if (found < 0) return false;
    this.#next = found + 1;
    this.#beforeTail = -Infinity;
    return true;
  }

  #remember(taken: Taken): void {
    if (taken.second > this.#newest) {
      this.#newest = taken.second;
      this.#recent = this.#recent.filter(({ second }) => second >= taken.second - 1);
    }
    this.#recent.push(taken);
  }
}
