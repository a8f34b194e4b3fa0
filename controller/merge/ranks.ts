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
  readonly #values: number[] = [];
  /** So many samples at least are at most the value. */
  readonly #atMost: number[] = [];
  /** So many samples at most are less than the value. */
  readonly #below: number[] = [];

  constructor({ values, least, most }: Steps) {
    /* Runs of ascending values, as grids are, are sorted quickly by the engine's merge of runs. */
    const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    let atMost = 0;
    let below = 0;
    for (const at of order) {
      const value = values[at] ?? 0;
      atMost += least[at] ?? 0;
      if (value === this.#values.at(-1)) this.#atMost[this.#atMost.length - 1] = atMost;
      else {
        this.#values.push(value);
        this.#atMost.push(atMost);
        this.#below.push(below);
      }
      below += most[at] ?? 0;
    }
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
