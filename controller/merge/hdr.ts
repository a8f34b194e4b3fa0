/** The smallest step that k6's own histograms tell apart, in the trend's unit: a microsecond of a time. */
export const hdrResolution = 0.001;

/** Linear buckets in each octave, as a power of 2, of k6's own histograms (k6 v1.8.1, internal/ds/histogram): 1/128 from edge to edge at most, an error of 0.4 %. */
export const hdrBits = 7;

/**
 * Counts of k6's own histogram, whose buckets hold values by u = ceil(value / hdrResolution). Below 2^(bits+1) the index is u itself; above, each octave has
 * 2^bits buckets of equal length, so that n = index / 2^bits - 1, rounded down, is by how many binary digits u is shortened.
 */
export interface HdrPoint {
  bits: number;
  /** Samples at zero, and negative ones. */
  zeroCount: number;
  /** Above 0. */
  indexes: readonly number[];
  /** As many as `indexes`. */
  counts: readonly number[];
}

/** The bucket as (low, high], in the trend's unit. */
export function hdrEdges(index: number, bits: number): { low: number; high: number } {
  const { shift, head } = parts(index, bits);
  const width = 2 ** shift;
  return { low: (head * width - 1) * hdrResolution, high: ((head + 1) * width - 1) * hdrResolution };
}

/** The index of the bucket among 2^`to` in each octave that has all of the bucket `index` among 2^`from`, which are more. */
export function coarserHdrIndex(index: number, from: number, to: number): number {
  const { shift, head } = parts(index, from);
  const coarse = Math.max(0, 31 - Math.clz32(head) + shift - to);
  return coarse * 2 ** to + Math.floor(head * 2 ** (shift - coarse));
}

/** u is `head` and `shift` more binary digits. */
function parts(index: number, bits: number): { shift: number; head: number } {
  const shift = Math.max(0, Math.floor(index / 2 ** bits) - 1);
  return { shift, head: index - shift * 2 ** bits };
}
