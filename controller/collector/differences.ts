import type { ExponentialPoint } from '../merge/buckets.ts';
import type { HistogramPoint, NumberPoint, OtlpMetric } from './otlp/decode.ts';

/** Series of one runner whose totals are remembered; only an image that ignores how it is told to send needs any. */
const mostRemembered = 2000;

type Total = { value: number } | { histogram: HistogramPoint };

/** Turns one runner's points into what each adds to those before. Points that came already, or come late, add nothing. */
export class Differences {
  /** By the metric's name, milliseconds since the epoch: the end of its last points. All points of one export end at the same time. */
  readonly #ends = new Map<string, number>();
  readonly #totals = new Map<string, Total>();

  /** Only what is newer than the last export of the metric; undefined where nothing is. */
  fresh(metric: OtlpMetric): OtlpMetric | undefined {
    const last = this.#ends.get(metric.name) ?? 0;
    const isFresh = ({ to }: { to: number }): boolean => to > last;
    const numbers = metric.numbers.filter(isFresh);
    const histograms = metric.histograms.filter(isFresh);
    if (numbers.length + histograms.length === 0) return undefined;
    this.#ends.set(metric.name, [...numbers, ...histograms].reduce((end, { to }) => Math.max(end, to), last));
    return metric.cumulative ? this.#difference({ ...metric, numbers, histograms }) : { ...metric, numbers, histograms };
  }

  /** Whether there is room to remember what this metric's points need. */
  holds({ name, cumulative, numbers, histograms }: OtlpMetric): boolean {
    return (this.#ends.has(name) || this.#ends.size < mostRemembered)
      && (!cumulative || this.#totals.size + numbers.length + histograms.length <= mostRemembered || this.#ends.has(name));
  }

  #difference(metric: OtlpMetric): OtlpMetric {
    const numbers = metric.numbers.map((point): NumberPoint => {
      const before = this.#replace(metric, point, { value: point.value });
      const value = before && 'value' in before ? before.value : 0;
      // A total that falls began anew.
      return point.value < value ? point : { ...point, value: point.value - value };
    });
    const histograms = metric.histograms.map((point): HistogramPoint => {
      const before = this.#replace(metric, point, { histogram: point });
      return before && 'histogram' in before && before.histogram.count <= point.count ? differenceOf(point, before.histogram) : point;
    });
    return { ...metric, numbers, histograms };
  }

  #replace(metric: OtlpMetric, { attributes }: NumberPoint | HistogramPoint, total: Total): Total | undefined {
    const key = `${metric.name}\n${attributes.text()}`;
    const before = this.#totals.get(key);
    this.#totals.set(key, total);
    return before;
  }
}

/** Minimum and maximum are of all samples ever: they can stay, since they are merged with those before. */
function differenceOf(point: HistogramPoint, before: HistogramPoint): HistogramPoint {
  const { exponential: now, ...rest } = point;
  const buckets = now && before.exponential && bucketsBetween(now, before.exponential);
  return { ...rest, count: point.count - before.count, sum: point.sum - before.sum, ...(buckets && { exponential: buckets }) };
}

/** A histogram's scale only falls as it grows: the older buckets are brought to the newer scale. Undefined where they do not lie in the newer ones. */
function bucketsBetween(now: ExponentialPoint, before: ExponentialPoint): ExponentialPoint | undefined {
  if (before.scale < now.scale) return undefined;
  const shift = 2 ** (before.scale - now.scale);
  const counts = [...now.counts];
  for (const [at, count] of before.counts.entries()) {
    const index = Math.floor((before.offset + at) / shift) - now.offset;
    const left = (counts[index] ?? 0) - count;
    if (left < 0) return undefined;
    if (count > 0) counts[index] = left;
  }
  return { ...now, zeroCount: Math.max(0, now.zeroCount - before.zeroCount), counts };
}
