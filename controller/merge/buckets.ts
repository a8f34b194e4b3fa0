import { hdrEdges, type HdrPoint } from './hdr.ts';

/** The finest scale that is kept: 2^(1/256) from edge to edge, an error of 0.14 %. */
export const finestScale = 8;

/** A base-2 exponential histogram's point, as OpenTelemetry has it: bucket `offset + i` holds values in (2^((offset+i)/2^scale), 2^((offset+i+1)/2^scale)]. */
export interface ExponentialPoint {
  scale: number;
  zeroCount: number;
  offset: number;
  counts: readonly number[];
}

/** A histogram in either of the two forms that k6 sends. */
export type BucketPoint = ExponentialPoint | HdrPoint;

/**
 * Counts of samples by value. Every bucket keeps the scale that it came with, so that adding is exact and in any order the same, and an error
 * can be told from the very buckets that were seen. Negative values count as zero.
 */
export class Buckets {
  #zeros = 0;
  /** By scale, then by index. */
  readonly #counts = new Map<number, Map<number, number>>();
  /** Of k6's own histograms: by the bits of a scale, then by index. */
  readonly #hdr = new Map<number, Map<number, number>>();

  get zeros(): number {
    return this.#zeros;
  }

  addPoint(point: BucketPoint): void {
    this.#zeros += point.zeroCount;
    if ('bits' in point) addHdr(countsOf(this.#hdr, point.bits), point);
    else this.#addExponential(point);
  }

  addAll(other: Buckets): void {
    this.#zeros += other.#zeros;
    for (const [scale, counts] of other.#counts) addCounts(countsOf(this.#counts, scale), counts);
    for (const [bits, counts] of other.#hdr) addCounts(countsOf(this.#hdr, bits), counts);
  }

  /** Every bucket that has samples, as (low, high], in no order; zeros are the bucket (0, 0]. */
  *entries(): Generator<{ low: number; high: number; count: number }> {
    if (this.#zeros > 0) yield { low: 0, high: 0, count: this.#zeros };
    for (const [scale, counts] of this.#counts) {
      const perOctave = 2 ** scale;
      for (const [index, count] of counts) yield { low: 2 ** (index / perOctave), high: 2 ** ((index + 1) / perOctave), count };
    }
    for (const [bits, counts] of this.#hdr) for (const [index, count] of counts) yield { ...hdrEdges(index, bits), count };
  }

  #addExponential({ scale, offset, counts }: ExponentialPoint): void {
    const kept = Math.min(scale, finestScale);
    const shift = 2 ** (scale - kept);
    const into = countsOf(this.#counts, kept);
    for (const [at, count] of counts.entries()) if (count > 0) add(into, Math.floor((offset + at) / shift), count);
  }
}

function countsOf(byScale: Map<number, Map<number, number>>, scale: number): Map<number, number> {
  const known = byScale.get(scale);
  if (known) return known;
  const counts = new Map<number, number>();
  byScale.set(scale, counts);
  return counts;
}

function addHdr(into: Map<number, number>, { indexes, counts }: HdrPoint): void {
  for (const [at, index] of indexes.entries()) add(into, index, counts[at] ?? 0);
}

function addCounts(into: Map<number, number>, counts: ReadonlyMap<number, number>): void {
  for (const [index, count] of counts) add(into, index, count);
}

function add(into: Map<number, number>, index: number, count: number): void {
  into.set(index, (into.get(index) ?? 0) + count);
}
