import type { Judgement, MergedSummary, RunnerShare, SummaryMetric } from '../../api/summary/merged.ts';
import { defaultTrendStats } from '../../api/summary/trendstats.ts';
import type { Bracket, ScriptFacts, StartReport, SummaryStatus, ThresholdStatus } from '../../api/status.ts';
import { rootGroup } from './groups.ts';
import { byName } from './names.ts';
import type { Reconciled } from './reconcile.ts';
import { runnerShares } from './shares.ts';
import { sumOf, totals } from './status.ts';
import { emptySeriesFor, judgeThresholds } from './thresholds.ts';
import type { Metrics, RunnerExport, StreamData } from './types.ts';
import { perSecond, valued } from './values.ts';

export interface ToSummarize {
  reconciled: Reconciled;
  /** As parsed, or as judged before. */
  thresholds: readonly ThresholdStatus[];
  /** Where they are not known, trends have k6's default stats. */
  facts: ScriptFacts | undefined;
  run: { name: string; namespace: string; uid: string; /** Runners. */ total: number };
  start?: StartReport;
  /** RFC 3339. */
  endedAt: string;
  exports: readonly RunnerExport[];
  stream: StreamData | undefined;
}

/** The run's one answer: what k6 would give to `handleSummary()` had one k6 run it all, and the verdict on the thresholds. */
export function summarize(of: ToSummarize): { summary: MergedSummary; judgement: Judgement } {
  const { reconciled, facts, run, start, exports, stream } = of;
  const { durationMilliseconds, notes, source } = reconciled;
  /* A metric that is not there counts as 0 only where nothing else is missing. */
  const final = reconciled.missing.length === 0;
  const thresholds = judgeThresholds(of.thresholds, reconciled.metrics, durationMilliseconds, { final });
  const stats = facts?.trendStats ?? defaultTrendStats;
  const { metrics, errorBounds } = valuedMetrics(reconciled, stats, thresholds);
  const summary: MergedSummary = {
    root_group: rootGroup(reconciled.groups, reconciled.checks),
    options: { summaryTrendStats: [...stats], summaryTimeUnit: facts?.timeUnit ?? '', noColor: true },
    state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: durationMilliseconds },
    metrics,
    distributed: {
      name: run.name,
      namespace: run.namespace,
      uid: run.uid,
      ...(facts?.k6Version !== undefined && { k6Version: facts.k6Version }),
      ...(start !== undefined && { start }),
      runners: runnerShares({ exports, streams: stream?.runners, total: run.total }),
      thresholds,
      errorBounds,
      source,
      notes,
    },
  };
  return { summary, judgement: { thresholds, summary: summaryStatus(of, summary.distributed.runners) } };
}

type Valued = Pick<MergedSummary, 'metrics'> & Pick<MergedSummary['distributed'], 'errorBounds'>;

function valuedMetrics({ metrics, durationMilliseconds }: Reconciled, stats: readonly string[], thresholds: readonly ThresholdStatus[]): Valued {
  const all: Metrics = new Map(metrics);
  const unseen = thresholds.filter(({ metric, ok }) => ok !== undefined && byName(all, metric) === undefined);
  for (const threshold of unseen) {
    const empty = emptySeriesFor(metrics, threshold);
    if (empty !== undefined) all.set(threshold.metric, empty);
  }
  const found = [...all].map(([name, series]) => ({ name, ...valued(series, stats, durationMilliseconds) }));
  const byMetric = new Map(found.map(({ name, metric }): [string, SummaryMetric] => [name, metric]));
  for (const { metric, expression, ok = true } of thresholds) {
    const on = byName(byMetric, metric);
    if (on !== undefined) on.thresholds = Object.fromEntries([...Object.entries(on.thresholds ?? {}), [expression, { ok }]]);
  }
  const bounds = found.filter((one) => Object.keys(one.bounds).length > 0).map((one): [string, Record<string, Bracket>] => [one.name, one.bounds]);
  return { metrics: Object.fromEntries(byMetric), errorBounds: Object.fromEntries(bounds) };
}

/** `vus` is the most that there were at a time. */
function summaryStatus({ reconciled, endedAt, exports, stream }: ToSummarize, runners: readonly RunnerShare[]): SummaryStatus {
  const { metrics, durationMilliseconds, source, notes } = reconciled;
  const vus = metrics.get('vus');
  const [iterations, requests] = [sumOf(metrics.get('iterations')), sumOf(metrics.get('http_reqs'))];
  const heard = runners.filter(({ runner, reported }) => !reported && stream?.runners.has(runner) === true).length;
  return {
    time: endedAt,
    final: true,
    source,
    runnersReported: exports.length + heard,
    ...(vus?.type === 'gauge' && { vus: vus.max }),
    ...(iterations !== undefined && durationMilliseconds > 0 && { iterationsPerSecond: perSecond(iterations, durationMilliseconds) }),
    ...(requests !== undefined && durationMilliseconds > 0 && { requestsPerSecond: perSecond(requests, durationMilliseconds) }),
    ...totals(reconciled),
    ...(notes.length > 0 && { notes }),
  };
}
