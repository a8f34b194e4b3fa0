import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';

/** An object is at most about 1.5 MB (etcd's limit) and a log line 16 KiB (the runtimes'); more is no line but a fault. */
const longestLine = 16 * 1024 * 1024;

/**
 * The complete lines of a stream, without their ends. What follows the last line end when the stream ends or breaks is a line that was cut:
 * it is dropped, unless `keepRest`, and then only after a clean end. The stream is destroyed when the caller stops early.
 */
export async function* readLines(stream: Readable, keepRest = false): AsyncGenerator<string> {
  for await (const lines of readLineBatches(stream, keepRest)) yield* lines;
}

/** The same, in as many lines at once as came since the last ones were asked for: one step of a generator for each line would cost more than the line. */
export async function* readLineBatches(stream: Readable, keepRest = false): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const arrivals = new Arrivals(stream);
  try {
    while (await arrivals.some()) {
      const lines = (rest + arrivals.take(decoder)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) throw new Error(`a line of more than ${longestLine} characters`);
      if (lines.length > 0) yield lines;
    }
    if (keepRest && rest !== '') yield [rest];
  } finally {
    stream.destroy();
  }
}

/** How much of a stream may wait for its reader before it is told to wait, and how much of that is kept in advance, bytes. */
const enough = 64 * 1024;
const initial = 4 * 1024;

/**
 * What has arrived of a stream, in one piece. A server sends each line of a log in a TLS record of its own, and as a chunk of its own it would take several times
 * its length as long as it waits.
 */
class Arrivals {
  readonly #stream: Readable;
  #bytes = Buffer.allocUnsafeSlow(initial);
  #length = 0;
  #over: { error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    const end = (over: { error?: unknown }): void => {
      this.#over = over;
      this.#wake();
    };
    finished(stream, { writable: false }).then(() => end({}), (error: unknown) => end({ error }));
    stream.on('data', (chunk: Buffer) => this.#add(chunk));
  }

  /** Resolves when there is something to take; false at the end of the stream. Rejects with what broke it, when all that came before was taken. */
  async some(): Promise<boolean> {
    if (this.#length === 0 && this.#over === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#length > 0) return true;
    if (this.#over !== undefined && 'error' in this.#over) throw this.#over.error;
    return false;
  }

  take(decoder: StringDecoder): string {
    const text = decoder.write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    if (this.#bytes.length > initial) this.#bytes = Buffer.allocUnsafeSlow(initial);
    this.#stream.resume();
    return text;
  }

  #add(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) this.#grow(length);
    chunk.copy(this.#bytes, this.#length);
    this.#length = length;
    if (length >= enough) this.#stream.pause();
    this.#wake();
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
