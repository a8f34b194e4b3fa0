import type { Readable } from 'node:stream';
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

/** The same, in as many lines at once as came at once: one step of a generator for each line would cost more than the line. */
export async function* readLineBatches(stream: Readable, keepRest = false): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error(`a line of more than ${longestLine} characters`);
    if (lines.length > 0) yield lines;
  }
  if (keepRest && rest !== '') yield [rest];
}
