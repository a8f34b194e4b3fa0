import { WireError } from '../otlp/wire.ts';

/** How long the bytes of a snappy block are once unpacked, as its beginning says. @throws WireError where it has none */
export function unpackedLength(packed: Buffer): number {
  return preamble(packed).length;
}

/**
 * Unpacks one block of snappy's format (github.com/google/snappy, format_description.txt). It takes no more memory than the block says at its beginning: ask
 * `unpackedLength` first.
 * @throws WireError where the bytes are none
 */
export function unpackSnappy(packed: Buffer): Buffer {
  const { length, at: begin } = preamble(packed);
  const into = Buffer.alloc(length);
  let [from, to] = [begin, 0];
  while (from < packed.length) {
    const piece = pieceAt(packed, from);
    from = piece.next;
    if (piece.length > length - to) throw new WireError('a snappy block is longer than it says');
    if (piece.back === undefined) {
      if (piece.length > packed.length - from) throw new WireError('a snappy block ends too soon');
      packed.copy(into, to, from, from + piece.length);
      from += piece.length;
    } else repeat(into, to, piece.back, piece.length);
    to += piece.length;
  }
  if (to !== length) throw new WireError('a snappy block is shorter than it says');
  return into;
}

interface Piece {
  length: number;
  /** How far behind the bytes are that come again; undefined for bytes that follow. */
  back?: number;
  /** Where the packed bytes go on. */
  next: number;
}

/** The lowest two bits of its first byte say of which kind a piece is. */
function pieceAt(packed: Buffer, at: number): Piece {
  const tag = packed[at] ?? 0;
  const kind = tag & 3;
  const rest = tag >>> 2;
  if (kind === 0) {
    const more = rest < 60 ? 0 : rest - 59;
    return { length: (more === 0 ? rest : number(packed, at + 1, more)) + 1, next: at + 1 + more };
  }
  if (kind === 1) return { length: (rest & 7) + 4, back: (rest >>> 3) * 256 + number(packed, at + 1, 1), next: at + 2 };
  const size = kind === 2 ? 2 : 4;
  return { length: rest + 1, back: number(packed, at + 1, size), next: at + 1 + size };
}

function number(packed: Buffer, at: number, size: number): number {
  if (at + size > packed.length) throw new WireError('a snappy block ends too soon');
  return packed.readUIntLE(at, size);
}

/** The bytes may overlap with those they make: then they come again and again. */
function repeat(into: Buffer, to: number, back: number, length: number): void {
  if (back === 0 || back > to) throw new WireError('a snappy block repeats what it has not');
  if (back >= length) into.copyWithin(to, to - back, to - back + length);
  else for (let at = to; at < to + length; at += 1) into[at] = into[at - back] ?? 0;
}

/** A varint of 32 bits. */
function preamble(packed: Buffer): { length: number; at: number } {
  let length = 0;
  for (let at = 0; at < Math.min(5, packed.length); at += 1) {
    const byte = packed[at] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80 && length < 2 ** 32) return { length, at: at + 1 };
  }
  throw new WireError('a snappy block does not say how long it is');
}
