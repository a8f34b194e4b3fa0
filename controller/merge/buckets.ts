/** The finest scale that is kept: 2^(1/256) from edge to edge, an error of 0.14 %. */
export const finestScale = 8;

/** A base-2 exponential histogram's point, as OpenTelemetry has it: bucket `offset + i` holds values in (2^((offset+i)/2^scale), 2^((offset+i+1)/2^scale)]. */
export interface ExponentialPoint {
  scale: number;
  zeroCount: number;
  offset: number;
  counts: readonly number[];
}

/**
 * Counts of samples by value. Every bucket keeps the scale that it came with, so that adding is exact and in any order the same, and an error
 * can be told from the very buckets that were seen. Negative values do not occur in k6's trends and count as zero.
 */
export class Buckets {
  #zeros = 0;
  /** By scale, then by index. */
  readonly #counts = new Map<number, Map<number, number>>();

  get zeros(): number {
    return this.#zeros;
  }

  addPoint({ scale, zeroCount, offset, counts }: ExponentialPoint): void {
    this.#zeros += zeroCount;
    const kept = Math.min(scale, finestScale);
    const shift = 2 ** (scale - kept);
    for (const [at, count] of counts.entries()) if (count > 0) this.#add(kept, Math.floor((offset + at) / shift), count);
  }

  addAll(other: Buckets): void {
    this.#zeros += other.#zeros;
    for (const [scale, counts] of other.#counts) for (const [index, count] of counts) this.#add(scale, index, count);
  }

  /** Every bucket that has samples, as (low, high], in no order; zeros are the bucket (0, 0]. */
  *entries(): Generator<{ low: number; high: number; count: number }> {
    if (this.#zeros > 0) yield { low: 0, high: 0, count: this.#zeros };
    for (const [scale, counts] of this.#counts) {
      const perOctave = 2 ** scale;
      for (const [index, count] of counts) yield { low: 2 ** (index / perOctave), high: 2 ** ((index + 1) / perOctave), count };
    }
  }

  #add(scale: number, index: number, count: number): void {
    const counts = this.#counts.get(scale) ?? new Map<number, number>();
    this.#counts.set(scale, counts);
    counts.set(index, (counts.get(index) ?? 0) + count);
  }
}
