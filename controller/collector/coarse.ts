import type { BucketPoint, Buckets, ExponentialPoint } from '../merge/buckets.ts';
import { coarserHdrIndex, type HdrPoint } from '../merge/hdr.ts';

/**
 * Puts together neighbouring buckets until there are at most 2^`scale` in each octave, which for exponential ones means 2^(1/2^scale) from edge to edge. Saves
 * memory where an estimate is enough.
 */
export function coarser(point: BucketPoint, scale: number): BucketPoint {
  return 'bits' in point ? coarserHdr(point, scale) : coarserExponential(point, scale);
}

function coarserHdr({ bits, zeroCount, indexes, counts }: HdrPoint, to: number): HdrPoint {
  return bits <= to ? { bits, zeroCount, indexes, counts } : { bits: to, zeroCount, indexes: indexes.map((index) => coarserHdrIndex(index, bits, to)), counts };
}

function coarserExponential(point: ExponentialPoint, scale: number): ExponentialPoint {
  if (point.scale <= scale) return point;
  const shift = 2 ** (point.scale - scale);
  const offset = Math.floor(point.offset / shift);
  const counts: number[] = Array.from({ length: Math.floor((point.offset + point.counts.length - 1) / shift) - offset + 1 }, () => 0);
  for (const [at, count] of point.counts.entries()) {
    const index = Math.floor((point.offset + at) / shift) - offset;
    counts[index] = (counts[index] ?? 0) + count;
  }
  return { scale, zeroCount: point.zeroCount, offset, counts };
}

/** Estimates of the values at the ascending `shares`, each the middle of its bucket in proportion; undefined where there are no samples. */
export function quantiles(buckets: Buckets, shares: readonly number[]): number[] | undefined {
  const entries = [...buckets.entries()].sort((a, b) => a.low - b.low || a.high - b.high);
  const total = entries.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let at = 0;
  let seen = entries[0]?.count ?? 0;
  return shares.map((share) => {
    while (seen <= share * (total - 1) && at < entries.length - 1) {
      at += 1;
      seen += entries[at]?.count ?? 0;
    }
    const { low = 0, high = 0 } = entries[at] ?? {};
    return Math.sqrt(low) * Math.sqrt(high);
  });
}
