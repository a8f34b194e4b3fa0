/** What the site allows. */
export interface Limits {
  /** The most runners that one run may have; the chart's `limits.maxParallelism`. */
  maxParallelism: number;
}
