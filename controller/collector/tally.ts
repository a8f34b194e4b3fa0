import type { BucketPoint } from '../merge/buckets.ts';
import type { Sample } from './samples.ts';

/** What one export tells of a run's course. Times are milliseconds since the epoch, by the runner's clock. */
export class Tally {
  from = Infinity;
  to = 0;
  iterations = 0;
  requests = 0;
  failed = 0;
  judged = 0;
  received = 0;
  sent = 0;
  /** Of `http_req_duration` and of `iteration_duration`. */
  readonly requestDuration = new Durations();
  readonly iterationDuration = new Durations();
  vus: number | undefined;

  covers({ from, to }: { from: number; to: number }): void {
    if (from > 0) this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  add(metric: string, sample: Sample): void {
    if (sample.type === 'counter') this.#count(metric, sample.sum);
    else if (sample.type === 'trend') this.#duration(metric, sample);
    else if (sample.type === 'gauge' && metric === 'vus') this.vus = sample.value;
    else if (sample.type === 'rate' && metric === 'http_req_failed') {
      this.failed += sample.passes;
      this.judged += sample.total;
    }
  }

  #count(metric: string, sum: number): void {
    if (metric === 'iterations') this.iterations += sum;
    else if (metric === 'http_reqs') this.requests += sum;
    else if (metric === 'data_received') this.received += sum;
    else if (metric === 'data_sent') this.sent += sum;
  }

  #duration(metric: string, sample: Extract<Sample, { type: 'trend' }>): void {
    if (metric === 'http_req_duration') this.requestDuration.add(sample);
    else if (metric === 'iteration_duration') this.iterationDuration.add(sample);
  }
}

export class Durations {
  count = 0;
  sum = 0;
  readonly points: BucketPoint[] = [];

  add({ count, sum, point }: { count: number; sum: number; point?: BucketPoint }): void {
    this.count += count;
    this.sum += sum;
    if (point) this.points.push(point);
  }
}
