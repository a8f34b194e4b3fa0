/** At `value`: so many more samples are surely at or below it, and so many more may be below everything that is above it. */
export interface Steps {
  values: Float64Array;
  least: Float64Array;
  most: Float64Array;
}

/**
 * What is known of the order of samples of which each is only known to lie somewhere: for every value bounds of how many samples are at most it, and how
 * many are less. The two bounds inverted give the bounds of the sample at a rank. Preparing sorts once; an answer is a binary search.
 */
export class Ranks {
  /** Ascending and different from each other. */
  readonly #values: Float64Array;
  /** So many samples at least are at most the value. */
  readonly #atMost: Float64Array;
  /** So many samples at most are less than the value. */
  readonly #below: Float64Array;

  constructor({ values, least, most }: Steps) {
    /* Numbers alone are sorted without a call back for each pair, which is what takes the time; where a step went is then looked up. */
    this.#values = distinct(values.toSorted());
    const places = new Uint32Array(values.length);
    for (let at = 0; at < values.length; at += 1) places[at] = placeOf(this.#values, values[at] ?? 0);
    const size = this.#values.length;
    this.#atMost = runningSums(places, least, size);
    /* What is less than a value is what the values before it let be less. */
    this.#below = runningSums(places, most, size);
    this.#below.copyWithin(1, 0, size - 1);
    this.#below[0] = 0;
  }

  /** The largest value that the sample at a rank, from 0 on, is surely not below. */
  low(rank: number): number | undefined {
    return this.#values[this.#first((at) => (this.#below[at] ?? 0) > rank) - 1];
  }

  /** The smallest value that the sample at a rank, from 0 on, is surely not above. */
  high(rank: number): number | undefined {
    return this.#values[this.#first((at) => (this.#atMost[at] ?? 0) >= rank + 1)];
  }

  /** The best estimate of the sample at a rank, which need not be whole: between two values samples are taken to lie evenly. */
  estimate(rank: number): number | undefined {
    const next = this.#first((at) => this.#middle(at) >= rank + 0.5);
    const [before, after] = [this.#values[next - 1], this.#values[next]];
    if (before === undefined || after === undefined) return after ?? before;
    const from = this.#middle(next - 1);
    return before + (after - before) * ((rank + 0.5 - from) / (this.#middle(next) - from));
  }

  #middle(at: number): number {
    return ((this.#atMost[at] ?? 0) + (this.#below[at] ?? 0)) / 2;
  }

  /** The first index for which `holds` is true, given that it is for all behind it. */
  #first(holds: (at: number) => boolean): number {
    let [from, to] = [0, this.#values.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (holds(middle)) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}

function placeOf(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

function distinct(sorted: Float64Array): Float64Array {
  let kept = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    const value = sorted[at] ?? 0;
    if (kept === 0 || value !== sorted[kept - 1]) sorted[kept++] = value;
  }
  return sorted.slice(0, kept);
}

/** For each place the sum of all amounts at it and before. */
function runningSums(places: Uint32Array, amounts: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    sums[place] = (sums[place] ?? 0) + (amounts[at] ?? 0);
  }
  for (let at = 1; at < size; at += 1) sums[at] = (sums[at] ?? 0) + (sums[at - 1] ?? 0);
  return sums;
}
