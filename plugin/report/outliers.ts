/** The value in the middle; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** A sample that is normally distributed has its standard deviation at this multiple of the median distance from its median. */
const deviation = 1.4826;
/** How many such deviations, and what share of the median itself, a value must be away: runners that are nearly alike are all well. */
const farDeviations = 4;
const farShare = 0.2;

/** A value against those of its fellows. */
export interface Standing {
  /** Of the median: 0.5 is half as much again, -0.5 is half of it. */
  distance: number;
  far: boolean;
}

/**
 * How far each value is from the median of all; undefined where there is none or nothing to compare it with. One runner that is slow does not
 * move the median, as it would the mean. Of fewer than three none is far: there is no saying which of two is the odd one.
 */
export function standings(values: readonly (number | undefined)[]): (Standing | undefined)[] {
  const known = values.filter((value) => value !== undefined);
  const middle = median(known);
  if (middle === undefined || middle <= 0) return values.map(() => undefined);
  const spread = (median(known.map((value) => Math.abs(value - middle))) ?? 0) * deviation;
  const limit = Math.max(farDeviations * spread, farShare * middle);
  return values.map((value) => (
    value === undefined ? undefined : { distance: value / middle - 1, far: known.length >= 3 && Math.abs(value - middle) > limit }
  ));
}
