/** The bytes are no message of the kind that was expected. The only error that reading throws. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Reads one protobuf message, field by field. It never reads past its end, and a message in it is a reader of its own. */
export class Reader {
  readonly bytes: Buffer;
  #at: number;
  readonly #end: number;
  #field = 0;
  #wire = 0;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  /** The number of the field that `next()` came to. */
  get field(): number {
    return this.#field;
  }

  /** Goes to the next field; false at the end. Its value is read, or skipped, before the next call. */
  next(): boolean {
    if (this.#at === this.#end) return false;
    const tag = this.#varint();
    this.#field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    if (this.#field === 0) throw new WireError('a field has the number 0');
    return true;
  }

  skip(): void {
    if (this.#wire === wire.varint) this.signed();
    else if (this.#wire === wire.fixed64) this.#take(8);
    else if (this.#wire === wire.bytes) this.#take(this.#varint());
    else if (this.#wire === wire.fixed32) this.#take(4);
    else throw new WireError(`a field has the wire type ${this.#wire}`);
  }

  /** A whole number from 0 to 2^53 - 1. */
  unsigned(): number {
    this.#expect(wire.varint);
    return this.#varint();
  }

  /** A signed number of 64 bits, as `int64` has it. */
  signed(): bigint {
    this.#expect(wire.varint);
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new WireError('a number is longer than ten bytes');
  }

  /** A signed number of 32 bits, as `sint32` has it. */
  zigzag(): number {
    const value = this.unsigned();
    if (value > 0xffffffff) throw new WireError('a number has more than 32 bits');
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    this.#expect(wire.fixed64);
    return this.bytes.readDoubleLE(this.#take(8));
  }

  /** A count in `fixed64`. */
  count(): number {
    const value = this.roundedFixed();
    if (value > Number.MAX_SAFE_INTEGER) throw new WireError('a count is beyond 2^53');
    return value;
  }

  /** `fixed64` as the next double: nanoseconds since 1970 are right to 256 of them. */
  roundedFixed(): number {
    this.#expect(wire.fixed64);
    const at = this.#take(8);
    return this.bytes.readUInt32LE(at + 4) * 2 ** 32 + this.bytes.readUInt32LE(at);
  }

  /** `sfixed64`, as the next double. */
  signedFixed(): number {
    this.#expect(wire.fixed64);
    return Number(this.bytes.readBigInt64LE(this.#take(8)));
  }

  message(): Reader {
    const [from, to] = this.range();
    return new Reader(this.bytes, from, to);
  }

  /** Where the bytes of a message, string or bytes field begin and end. */
  range(): [from: number, to: number] {
    this.#expect(wire.bytes);
    const from = this.#take(this.#varint());
    return [from, this.#at];
  }

  text(): string {
    const [from, to] = this.range();
    return this.bytes.toString('utf8', from, to);
  }

  /** `repeated uint64`, packed as proto3 writes it or one by one, added to `into`. */
  packed(into: number[], most: number): void {
    if (this.#wire === wire.varint) into.push(this.#varint());
    else {
      const inner = this.message();
      while (inner.#at < inner.#end && into.length <= most) into.push(inner.#varint());
    }
    if (into.length > most) throw new WireError(`a list has more than ${most} numbers`);
  }

  #expect(type: number): void {
    if (this.#wire !== type) throw new WireError(`field ${this.#field} has the wire type ${this.#wire}`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) throw new WireError('the message ends too soon');
    this.#at = at + length;
    return at;
  }

  #byte(): number {
    return this.bytes[this.#take(1)] ?? 0;
  }

  #varint(): number {
    let value = this.#byte();
    if (value < 0x80) return value;
    value &= 0x7f;
    for (let weight = 0x80; weight <= 2 ** 49; weight *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw new WireError('a number is beyond 2^53');
  }
}
