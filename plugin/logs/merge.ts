import { MomentReader } from '../../kube/logmoment.ts';
import type { LogLine } from '../../kube/logposition.ts';
import type { Source } from './source.ts';

/** The log of one source, in as many lines at once as came at once. */
export interface Stream {
  source: Source;
  batches: AsyncIterator<LogLine[]>;
}

/** Lines of one source that follow each other. */
export interface Piece {
  source: Source;
  lines: LogLine[];
}

/**
 * All logs as one, in the order of time; each keeps its own order, and at the same moment the source that stands first comes first. No more
 * is held than one batch of each.
 */
export async function* merged(streams: readonly Stream[]): AsyncGenerator<Piece> {
  const heads = await Promise.all(streams.map(async (stream, rank) => nextHead(new Head(stream, rank))));
  const heap = new Heap(heads.filter((head) => head !== undefined));
  for (;;) {
    const head = heap.first;
    if (head === undefined) return;
    yield { source: head.source, lines: head.takeUntil(heap.second) };
    const next = head.spent ? await nextHead(head) : head;
    if (next === undefined) heap.dropFirst();
    else heap.sinkFirst();
  }
}

async function nextHead(head: Head): Promise<Head | undefined> {
  return await head.fill() ? head : undefined;
}

/** What is next of one stream. */
class Head {
  readonly source: Source;
  readonly #batches: AsyncIterator<LogLine[]>;
  readonly #rank: number;
  readonly #reader = new MomentReader();
  #lines: LogLine[] = [];
  #next = 0;
  #second = 0;
  #nanosecond = 0;

  constructor({ source, batches }: Stream, rank: number) {
    this.source = source;
    this.#batches = batches;
    this.#rank = rank;
  }

  get spent(): boolean {
    return this.#next >= this.#lines.length;
  }

  /** Whether there is more. */
  async fill(): Promise<boolean> {
    const next = await this.#batches.next();
    if (next.done === true) return false;
    this.#lines = next.value;
    this.#next = 0;
    this.#look();
    return true;
  }

  isBefore(other: Head): boolean {
    return (this.#second - other.#second || this.#nanosecond - other.#nanosecond || this.#rank - other.#rank) < 0;
  }

  /** The first line, and what follows it of this batch and comes before `other`. */
  takeUntil(other: Head | undefined): LogLine[] {
    const first = this.#next;
    do {
      this.#next += 1;
      this.#look();
    } while (!this.spent && (other === undefined || this.isBefore(other)));
    return this.#lines.slice(first, this.#next);
  }

  /** A line without a time belongs to the one before it, and so does one that is stamped slightly too early: neither may wait. */
  #look(): void {
    const reader = this.#reader;
    if (!reader.read(this.#lines[this.#next]?.timestamp ?? '')) return;
    if ((reader.second - this.#second || reader.nanosecond - this.#nanosecond) <= 0) return;
    this.#second = reader.second;
    this.#nanosecond = reader.nanosecond;
  }
}

/** The heads with the earliest first: a binary heap. */
class Heap {
  readonly #heads: Head[];

  constructor(heads: Head[]) {
    this.#heads = heads;
    for (let at = heads.length >> 1; at >= 0; at -= 1) this.#sink(at);
  }

  get first(): Head | undefined {
    return this.#heads[0];
  }

  get second(): Head | undefined {
    const [, left, right] = this.#heads;
    return left !== undefined && right?.isBefore(left) === true ? right : left;
  }

  dropFirst(): void {
    const last = this.#heads.pop();
    if (last === undefined || this.#heads.length === 0) return;
    this.#heads[0] = last;
    this.#sink(0);
  }

  /** Puts the first back into its place after it changed. */
  sinkFirst(): void {
    this.#sink(0);
  }

  #sink(from: number): void {
    const moving = this.#heads[from];
    if (moving === undefined) return;
    let at = from;
    for (;;) {
      const child = this.#earlierChild(at);
      const head = this.#heads[child];
      if (head?.isBefore(moving) !== true) break;
      this.#heads[at] = head;
      at = child;
    }
    this.#heads[at] = moving;
  }

  #earlierChild(at: number): number {
    const left = 2 * at + 1;
    const right = this.#heads[left + 1];
    const other = this.#heads[left];
    return right !== undefined && other !== undefined && right.isBefore(other) ? left + 1 : left;
  }
}
