/** What k6 shows of a trend where nobody asks for something else. */
export const defaultTrendStats: readonly string[] = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];

/**
 * The percentiles that every runner tells of each trend at its end: each whole one up to 90, each tenth up to 99.9, each hundredth above. Merged percentiles
 * lie between two of them.
 */
export const gridPercentiles: readonly number[] = [
  ...Array.from({ length: 90 }, (_, at) => at + 1),
  ...Array.from({ length: 99 }, (_, at) => (901 + at) / 10),
  ...Array.from({ length: 9 }, (_, at) => (9991 + at) / 100),
];

/** The percentile that a stat names, 0 to 100: `p(99.5)` is 99.5, `med` is 50; undefined for any other. */
export function percentileOf(stat: string): number | undefined {
  if (stat === 'med') return 50;
  const text = /^p\(\s*(\d+(?:\.\d+)?)\s*\)$/.exec(stat)?.[1];
  const percentile = Number(text);
  return text === undefined || percentile > 100 ? undefined : percentile;
}

/** All stats that a runner is asked for: what is summed up exactly, the grid, and the percentiles that `wanted` names. */
export function runnerTrendStats(wanted: readonly string[]): string[] {
  const extra = wanted.filter((stat) => stat.startsWith('p(') && percentileOf(stat) !== undefined);
  return [...new Set(['count', 'avg', 'min', 'med', 'max', ...gridPercentiles.map((percentile) => `p(${percentile})`), ...extra])];
}
