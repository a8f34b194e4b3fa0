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
 * second", so the times of the last two seconds are remembered and what comes again is passed over, in order. Two, because stdout
 * and stderr are stamped by two writers and may be stored slightly out of order.
 */
export class LogPosition {
  /** Lines taken so far. */
  lines = 0;
  readonly #start: LogStart;
  readonly #reader = new MomentReader();
  /** By their number. */
  readonly #seconds = new Map<number, Second>();
  #newest = -Infinity;
  /** Lines up to this second lie before the tail that was asked for, until one is recognised. */
  #beforeTail = -Infinity;

  /** @param start the query for the first stream */
  constructor({ tailLines, sinceTime, sinceSeconds }: LogStart = {}) {
    this.#start = { tailLines, sinceTime, sinceSeconds };
  }

  /** The query for the next stream. */
  resume(): LogStart {
    if (this.#seconds.size === 0) return this.#start;
    for (const second of this.#seconds.values()) second.expectAgain();
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
    const second = this.#seconds.get(reader.second) ?? this.#add(reader.second);
    if (second.isAgain(reader.nanosecond)) {
      this.#beforeTail = -Infinity;
      return undefined;
    }
    if (reader.second <= this.#beforeTail) return undefined;
    this.lines += 1;
    second.push(reader.nanosecond);
    return { timestamp: text.slice(0, reader.length), line: text.slice(reader.length + 1) };
  }

  #add(number: number): Second {
    const second = new Second();
    this.#seconds.set(number, second);
    if (number > this.#newest) {
      this.#newest = number;
      for (const old of this.#seconds.keys()) if (old < number - 1) this.#seconds.delete(old);
    }
    return second;
  }
}

/** When in this second its lines were written, in their order, as plain numbers: a container may write tens of thousands of lines in it. */
class Second {
  readonly #nanoseconds: number[] = [];
  /** What a new stream is expected to begin with again goes from `#next` to `#until`. */
  #next = 0;
  #until = 0;

  push(nanosecond: number): void {
    this.#nanoseconds.push(nanosecond);
  }

  expectAgain(): void {
    this.#next = 0;
    this.#until = this.#nanoseconds.length;
  }

  /** Whether such a line is expected again. Log rotation may have removed the first of them, so the search goes on from where it was. */
  isAgain(nanosecond: number): boolean {
    for (let at = this.#next; at < this.#until; at += 1) {
      if (this.#nanoseconds[at] !== nanosecond) continue;
      this.#next = at + 1;
      return true;
    }
    return false;
  }
}
