import type { Chart } from './charts.ts';
import { chartsOf } from './charts.ts';
import { checkRows, type CheckRow } from './checks.ts';
import { factsOf, type Fact } from './facts.ts';
import { headlines, type Headline } from './headlines.ts';
import { metricTables, type MetricTable } from './metrics.ts';
import { runnerRows, type RunnerRow } from './runners.ts';
import { thresholdRows, type ThresholdRow } from './thresholds.ts';
import { reportVerdict, type ReportVerdict } from './verdict.ts';
import type { ReportInput } from '../read.ts';

/** All that a page says, as texts and numbers that are ready to be shown; none of it is HTML. */
export interface ReportView {
  name: string;
  namespace: string;
  verdict: ReportVerdict;
  /** What is missing or not exact, most important first. */
  notes: string[];
  headlines: Headline[];
  facts: Fact[];
  thresholds: ThresholdRow[];
  charts: Chart[];
  /** Why there are no charts; absent where there are some. */
  whyNoCharts?: string;
  runners: RunnerRow[];
  checks: CheckRow[];
  metrics: MetricTable[];
}

/** The view of a run. Pure: the same input always gives the same page. */
export function reportView(input: ReportInput): ReportView {
  const { run, summary, timeline } = input;
  const { name, namespace } = summary.distributed;
  const charts = timeline === undefined ? [] : chartsOf(timeline);
  return {
    name: run?.metadata.name ?? name,
    namespace: run?.metadata.namespace ?? namespace,
    verdict: reportVerdict(input),
    notes: notesOf(input),
    headlines: headlines(summary),
    facts: factsOf(input),
    thresholds: thresholdRows(summary),
    charts,
    ...(charts.length === 0 && { whyNoCharts: whyNoCharts(input) }),
    runners: runnerRows(summary),
    checks: checkRows(summary.root_group),
    metrics: metricTables(summary),
  };
}

/** Runners whose numbers are missing, then what the operator noted, each once. */
function notesOf({ run, summary, timeline }: ReportInput): string[] {
  const { runners, notes } = summary.distributed;
  const missing = runners.filter(({ reported }) => !reported).map(({ runner, why }) => `Runner ${runner} has no final summary${why === undefined ? '.' : `: ${why}`}`);
  return [...new Set([...missing, ...notes, ...run?.status?.summary?.notes ?? [], ...timeline?.notes ?? []])];
}

function whyNoCharts({ run, summary, timeline }: ReportInput): string {
  if (timeline !== undefined) return 'Nothing was heard of the runners\' metrics while they ran.';
  const fault = run?.status?.script?.streamFault;
  if (fault !== undefined) return `The runners' metrics were not streamed: ${fault}`;
  if (summary.distributed.source === 'Summaries') return 'The runners\' metrics were not streamed, so there are only the numbers of their ends.';
  return 'The operator kept no timeline of this run.';
}
