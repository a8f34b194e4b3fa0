import { Buckets } from '../merge/buckets.ts';

/** Steps of a timeline at most; then two become one. */
export const mostSteps = 300;

/** A number for each step; NaN where nothing was told. */
export class Row {
  readonly #values = new Float64Array(mostSteps).fill(Number.NaN);

  get(step: number): number {
    return this.#values[step] ?? Number.NaN;
  }

  set(step: number, value: number): void {
    this.#values[step] = value;
  }

  add(step: number, value: number): void {
    const before = this.get(step);
    this.#values[step] = (Number.isNaN(before) ? 0 : before) + value;
  }

  /** @param join makes one of two neighbours, of which one may be NaN, but not both */
  halve(join: (first: number, second: number) => number): void {
    for (let step = 0; step < mostSteps; step += 1) {
      const first = this.get(2 * step);
      const second = this.get(2 * step + 1);
      this.#values[step] = Number.isNaN(first) ? second : Number.isNaN(second) ? first : join(first, second);
    }
  }

  list(steps: number): (number | null)[] {
    return Array.from({ length: steps }, (_, step) => (Number.isNaN(this.get(step)) ? null : this.get(step)));
  }
}

export const sum = (first: number, second: number): number => first + second;
export const last = (_first: number, second: number): number => second;

/** Buckets for each step that has samples. */
export class Sketches {
  #steps: (Buckets | undefined)[] = [];

  of(step: number): Buckets {
    return (this.#steps[step] ??= new Buckets());
  }

  peek(step: number): Buckets | undefined {
    return this.#steps[step];
  }

  halve(): void {
    const steps = this.#steps;
    this.#steps = Array.from({ length: Math.ceil(steps.length / 2) }, (_, step) => {
      const first = steps[2 * step];
      const second = steps[2 * step + 1];
      if (first && second) first.addAll(second);
      return first ?? second;
    });
  }
}
