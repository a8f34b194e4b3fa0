/** A moment to the nanosecond; one number of JavaScript's could not hold it. */
export interface Moment {
  /** Since 1970. */
  second: number;
  nanosecond: number;
}

const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads RFC 3339 times of one log, in which most lines have the second of the line before them; text could not be compared, since nodes may
 * write in different zones and leave zeros off.
 */
export class MomentReader {
  #key = '';
  #second = Number.NaN;

  /** Undefined for what is no such time. */
  read(timestamp: string): Moment | undefined {
    const parts = form.exec(timestamp);
    if (parts === null) return undefined;
    const [, clock = '', fraction = '', zone = ''] = parts;
    const key = clock + zone;
    if (key !== this.#key) {
      this.#key = key;
      this.#second = Date.parse(key) / 1000;
    }
    return { second: this.#second, nanosecond: Number(fraction.padEnd(9, '0')) };
  }
}

/** Negative when `left` is earlier. */
export function byMoment(left: Moment, right: Moment): number {
  return left.second - right.second || left.nanosecond - right.nanosecond;
}
