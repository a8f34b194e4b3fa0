import type { SummaryStatus } from '../../api/status.ts';
import { quantile } from './quantile.ts';
import type { Checks, Metrics, Series } from './types.ts';

interface Numbers {
  metrics: Metrics;
  checks: Checks;
}

type Totals = Omit<SummaryStatus, 'time' | 'final' | 'source' | 'runnersReported' | 'notes' | 'vus' | 'iterationsPerSecond' | 'requestsPerSecond'>;

/** The run in few numbers, as far as it has metrics for them. */
export function totals({ metrics, checks }: Numbers): Totals {
  const counters: [keyof Totals, string][] = [['iterations', 'iterations'], ['requests', 'http_reqs'], ['dataReceivedBytes', 'data_received'], ['dataSentBytes', 'data_sent']];
  const sums = counters.flatMap(([key, name]): [string, number][] => {
    const sum = sumOf(metrics.get(name));
    return sum === undefined ? [] : [[key, sum]];
  });
  const failed = metrics.get('http_req_failed');
  return {
    ...(Object.fromEntries(sums) as Partial<Totals>),
    ...(failed?.type === 'rate' && failed.total > 0 && { requestsFailed: failed.passes / failed.total }),
    ...percentile(metrics.get('http_req_duration')),
    ...checkTotals(metrics.get('checks'), checks),
  };
}

function percentile(series: Series | undefined): Totals {
  if (series?.type !== 'trend' || series.count === 0) return {};
  const { value, bound } = quantile(series, 0.95);
  return { p95Milliseconds: value, ...(bound !== undefined && { p95Bound: bound }) };
}

/** k6 counts checks in a metric too, which is known of runners of which single checks are not. */
function checkTotals(series: Series | undefined, checks: Checks): Totals {
  if (series?.type === 'rate') return { checksPassed: series.passes, checksFailed: series.total - series.passes };
  if (checks.size === 0) return {};
  const counts = [...checks.values()];
  return { checksPassed: counts.reduce((sum, { passes }) => sum + passes, 0), checksFailed: counts.reduce((sum, { fails }) => sum + fails, 0) };
}

export function sumOf(series: Series | undefined): number | undefined {
  return series?.type === 'counter' ? series.sum : undefined;
}
