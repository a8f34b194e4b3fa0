import type { RunnerShare } from '../../api/summary/merged.ts';
import { quantile } from './quantile.ts';
import type { Metrics, RunnerExport, RunnerStream, Series, TrendSeries } from './types.ts';

interface Sources {
  exports: readonly RunnerExport[];
  streams: ReadonlyMap<number, RunnerStream> | undefined;
  /** How many runners there are. */
  total: number;
}

/** What each runner had of the whole, from its final summary or else from what it streamed; for all runners, in their order. */
export function runnerShares({ exports, streams, total }: Sources): RunnerShare[] {
  const byRunner = new Map(exports.map((one) => [one.runner, one]));
  return Array.from({ length: total }, (_, at): RunnerShare => {
    const runner = at + 1;
    const own = byRunner.get(runner);
    if (own !== undefined) return { runner, reported: true, ...fromExport(own.metrics) };
    const stream = streams?.get(runner);
    if (stream === undefined) return { runner, reported: false, why: 'it left no final summary and streamed nothing' };
    return { runner, reported: false, why: 'it left no final summary: its numbers are those that it streamed', ...fromStream(stream) };
  });
}

type Numbers = Omit<RunnerShare, 'runner' | 'reported' | 'why'>;

function fromExport(metrics: Metrics): Numbers {
  return numbers((name) => counted(metrics.get(name)), metrics.get('http_req_failed'), durations(metrics));
}

function fromStream({ counts, rates, duration }: RunnerStream): Numbers {
  return numbers((name) => counts.get(name), rates.get('http_req_failed'), duration);
}

function numbers(count: (name: string) => number | undefined, failed: Series | undefined, duration: TrendSeries | undefined): Numbers {
  const [iterations, requests, dataReceivedBytes] = ['iterations', 'http_reqs', 'data_received'].map(count);
  return {
    ...(iterations !== undefined && { iterations }),
    ...(requests !== undefined && { requests }),
    ...(failed?.type === 'rate' && failed.total > 0 && { requestsFailed: failed.passes / failed.total }),
    ...(duration !== undefined && duration.count > 0 && { avgMilliseconds: duration.sum / duration.count, p95Milliseconds: quantile(duration, 0.95).value }),
    ...(dataReceivedBytes !== undefined && { dataReceivedBytes }),
  };
}

function counted(series: Series | undefined): number | undefined {
  return series?.type === 'counter' ? series.sum : undefined;
}

/** Of HTTP requests, or of iterations where the script makes none: what the stream has of each runner too. */
function durations(metrics: Metrics): TrendSeries | undefined {
  const found = metrics.get('http_req_duration') ?? metrics.get('iteration_duration');
  return found?.type === 'trend' ? found : undefined;
}
