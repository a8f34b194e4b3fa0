/**
 * When a runner left its pause, as far as the starter can know: k6 lets a test go while it handles the PATCH, and it cannot handle the PATCH
 * before the last byte of its body was sent, nor answer it before it handled it. Milliseconds on one monotonic clock.
 */
export interface Interval {
  readonly sent: number;
  readonly answered: number;
}

/**
 * The least upper bound of how far apart two of the starts can lie, in milliseconds, rounded up to a tenth.
 * For two different runners i and j, start(i) − start(j) ≤ answered(i) − sent(j); so the bound is the largest such difference over i ≠ j,
 * which is less than max(answered) − min(sent) where one runner has both extremes. 0 for one runner.
 */
export function skewBound(intervals: readonly Interval[]): number {
  if (intervals.length < 2) return 0;
  const bySent = intervals.toSorted((a, b) => a.sent - b.sent);
  const [first, second] = bySent;
  let bound = 0;
  for (const interval of intervals) {
    const earliestOther = interval === first ? second : first;
    bound = Math.max(bound, interval.answered - (earliestOther?.sent ?? interval.sent));
  }
  return Math.ceil(bound * 10) / 10;
}
