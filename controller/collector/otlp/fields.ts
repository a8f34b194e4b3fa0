import type { Reader } from './wire.ts';

/** More than any k6 sends; what is longer is refused whole, before it takes memory. */
export const limits = { metrics: 5000, points: 100_000, buckets: 2000, attributes: 128 } as const;

/** By the field's number, what takes its value. */
export type Fields<T> = Readonly<Record<number, (into: T, reader: Reader) => unknown>>;

/** Reads a message to its end; fields that are unknown are skipped. @throws WireError */
export function fill<T>(into: T, reader: Reader, fields: Fields<T>): T {
  while (reader.next()) {
    const read = fields[reader.field];
    if (read) read(into, reader);
    else reader.skip();
  }
  return into;
}
