import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unpackedLength, unpackSnappy } from '../../../../controller/collector/cloud/snappy.ts';
import { WireError } from '../../../../controller/collector/otlp/wire.ts';
import { packSnappy } from './encode.ts';

describe('a snappy block', () => {
  it('gives what was packed, whatever repeats in it', () => {
    const words = fc.array(fc.constantFrom('http_req_duration', 'a', '\u0000\u0000\u0000\u0000', 'status=200', 'xyxyxyxyxyxyxyxyxyxy'), { maxLength: 200 });
    fc.assert(fc.property(words, fc.integer({ min: 1, max: 70_000 }), (parts, window) => {
      const content = Buffer.from(parts.join(''));
      const packed = packSnappy(content, window);
      expect(unpackedLength(packed)).toBe(content.length);
      expect(unpackSnappy(packed).equals(content)).toBe(true);
    }), { numRuns: 200 });
  });

  it('may repeat from far away, and have long pieces of every form', () => {
    const long = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 2654435761) >>> 24));
    const length = long.length - 1;
    const packed = Buffer.concat([
      Buffer.from([0xf4, 0xa2, 0x04]), Buffer.from([62 << 2, length & 0xff, (length >> 8) & 0xff, length >> 16]), long, Buffer.from([(3 << 2) | 3, 0x70, 0x11, 0x01, 0x00]),
    ]);
    expect(unpackSnappy(packed).equals(Buffer.concat([long, long.subarray(0, 4)]))).toBe(true);
  });

  it.each([
    ['says no length', []], ['says a length without end', [0xff, 0xff, 0xff, 0xff, 0xff]], ['says a length beyond 32 bits', [0xff, 0xff, 0xff, 0xff, 0x1f]],
    ['ends in a piece', [5, 4 << 2, 97]], ['ends in a piece\'s length', [5, 61 << 2, 1]], ['ends in a distance', [5, 0, 97, (3 << 2) | 2, 1]],
    ['repeats from before its beginning', [5, 0, 97, 1, 2]], ['repeats from nowhere', [5, 0, 97, 1, 0]], ['is longer than it says', [1, 4, 97, 98]], ['is shorter than it says', [3, 0, 97]],
  ])('is refused where it %s', (_, block) => {
    expect(() => unpackSnappy(Buffer.from(block))).toThrow(WireError);
  });

  it('of any bytes is unpacked, or refused with the one error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 100 }), (bytes, length) => {
      try {
        expect(unpackSnappy(Buffer.from([length, ...bytes])).length).toBe(length);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }), { numRuns: 2000 });
  });
});
