/** One measured number of `npm run bench`. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What the number alone does not tell: how it was measured, or how it scattered. */
  note?: string;
  /** How this figure compares with another of the same run: `value` times the figure named `to`, or times smaller, as the name says. */
  ratio?: { to: string; value: number };
}

/** One line for a person. */
export function figureLine({ name, value, unit, note, ratio }: Figure): string {
  const compared = ratio === undefined ? '' : `  ${ratio.value.toFixed(2)}x ${ratio.to}`;
  return `${name.padEnd(52)} ${value.toFixed(1).padStart(9)} ${unit}${compared}${note === undefined ? '' : `  (${note})`}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
