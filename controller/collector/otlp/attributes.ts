import { Reader } from './wire.ts';

/** Where an attribute's key and value stand: from, to, from, to. */
const stride = 4;

/** How values are written: as an `AnyValue` of OpenTelemetry, or as plain text. */
type Form = 'any' | 'text';

/** A point's attributes, which are k6's tags. They are checked when they are read, and turned into strings when somebody asks: most are never asked for. */
export class Attributes {
  readonly #bytes: Buffer;
  readonly #form: Form;
  readonly #at: number[] = [];

  constructor(bytes: Buffer, form: Form = 'any') {
    this.#bytes = bytes;
    this.#form = form;
  }

  get size(): number {
    return this.#at.length / stride;
  }

  /**
   * Takes the `KeyValue`, or the label, that the reader is at: both have the key in their first field and the value in the second.
   * @throws WireError
   */
  add(reader: Reader): void {
    const pair = reader.message();
    let key: [number, number] = [0, 0];
    let value: [number, number] = [0, 0];
    while (pair.next()) {
      if (pair.field === 1) key = pair.range();
      else if (pair.field === 2) value = pair.range();
      else pair.skip();
    }
    if (this.#form === 'any') valueOf(new Reader(this.#bytes, ...value), false);
    this.#at.push(...key, ...value);
  }

  /** The value as text; undefined where there is none, or it is a list or bytes. */
  get(key: string): string | undefined {
    for (let at = 0; at < this.#at.length; at += stride) {
      const [keyFrom = 0, keyTo = 0, from = 0, to = 0] = this.#at.slice(at, at + stride);
      if (!this.#is(key, keyFrom, keyTo)) continue;
      return this.#form === 'text' ? this.#bytes.toString('utf8', from, to) : valueOf(new Reader(this.#bytes, from, to), true);
    }
    return undefined;
  }

  /** The same for equal attributes in any order. */
  text(): string {
    const parts: string[] = [];
    for (let at = 0; at < this.#at.length; at += stride) parts.push(this.#bytes.toString('latin1', this.#at[at], this.#at[at + stride - 1]));
    return parts.sort().join('\n');
  }

  #is(key: string, from: number, to: number): boolean {
    // A string has at most as many units as bytes.
    if (to - from < key.length || (this.#bytes[from] !== key.charCodeAt(0) && key.charCodeAt(0) < 0x80)) return false;
    return this.#bytes.toString('utf8', from, to) === key;
  }
}

/** Reads an `AnyValue` to its end; its strings only where they are wanted. */
function valueOf(reader: Reader, wanted: boolean): string | undefined {
  let text: string | undefined;
  while (reader.next()) {
    if (reader.field === 1) {
      const [from, to] = reader.range();
      if (wanted) text = reader.bytes.toString('utf8', from, to);
    } else if (reader.field === 2) text = reader.unsigned() === 0 ? 'false' : 'true';
    else if (reader.field === 3) text = reader.signed().toString();
    else if (reader.field === 4) text = String(reader.double());
    else reader.skip();
  }
  return text;
}
