import type { Contains, MergedSummary, MetricType, SummaryGroup, SummaryMetric } from '../../../api/summary/merged.ts';

export interface MachineReadableMetric {
  name: string;
  type: MetricType;
  contains: Contains;
  values: Record<string, number | null>;
}

/**
 * k6's machine-readable summary in version 1.0.0, and beside its own fields what only a distributed run has. Of k6's own fields `config.script` alone is
 * missing: the merge knows no script.
 */
export interface MachineReadable {
  version: '1.0.0';
  /** `k6_version` is without a leading v, and absent where it is not known. */
  metadata: { generated_at: string; k6_version?: string };
  /** `duration` in seconds. */
  config: { duration: number; execution: 'local' };
  results: {
    checks: { metrics: MachineReadableMetric[]; results: { name: string; passes: number; fails: number }[] };
    metrics: MachineReadableMetric[];
  };
  thresholds: MergedSummary['distributed']['thresholds'];
  runners: MergedSummary['distributed']['runners'];
  /** By metric and by the stat's name in `values`. */
  errorBounds: MergedSummary['distributed']['errorBounds'];
}

/**
 * The summary as k6 v1.8.1 writes it with `--new-machine-readable-summary`. The names are those in its file, such as `generated_at` and `p90`; its schema has
 * others (`generatedAt`, `p(90)`), but what reads k6's files reads this one. Of a trend k6 writes avg, min, med, max, p90 and p95, null where
 * the script asks for others; those stand beside them here.
 * @param generatedAt RFC 3339
 */
export function machineReadable({ distributed, metrics, root_group, state }: MergedSummary, generatedAt: string): MachineReadable {
  const { k6Version, thresholds, runners, errorBounds } = distributed;
  const others = Object.entries(metrics).filter(([name]) => name !== 'checks');
  const checks = metrics['checks'];
  return {
    version: '1.0.0',
    metadata: { generated_at: generatedAt, ...(k6Version !== undefined && { k6_version: k6Version.replace(/^v/, '') }) },
    config: { duration: state.testRunDurationMs / 1000, execution: 'local' },
    results: {
      checks: { metrics: checks === undefined ? [] : checkMetrics(checks), results: [...checkResults(root_group)] },
      metrics: others.map(([name, metric]) => ({ name, type: metric.type, contains: metric.contains, values: valuesOf(metric) })),
    },
    thresholds,
    runners,
    errorBounds: Object.fromEntries(Object.entries(errorBounds).map(([name, bounds]) => [name, withPlainNames(bounds)])),
  };
}

/** `p(95)` → `p95`, and all other stats as they are. */
function withPlainNames<T>(stats: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(stats).map(([stat, value]) => [stat.replace(/^p\((.+)\)$/u, 'p$1'), value]));
}

/** Of every trend in k6's own file. */
const trendStats = { avg: null, min: null, med: null, max: null, p90: null, p95: null };

function valuesOf({ type, values }: SummaryMetric): Record<string, number | null> {
  if (type === 'counter') return { count: values['count'] ?? 0 };
  if (type === 'rate') return rateValues(values['passes'] ?? 0, values['fails'] ?? 0);
  return type === 'trend' ? { ...trendStats, ...withPlainNames(values) } : values;
}

function rateValues(matches: number, others: number): Record<string, number> {
  const total = matches + others;
  return { rate: total > 0 ? matches / total : 0, matches, total };
}

function checkMetrics({ values }: SummaryMetric): MachineReadableMetric[] {
  const [passes = 0, fails = 0] = [values['passes'], values['fails']];
  return [
    { name: 'checks_total', type: 'counter', contains: 'default', values: { count: passes + fails } },
    { name: 'checks_failed', type: 'rate', contains: 'default', values: rateValues(fails, passes) },
    { name: 'checks_succeeded', type: 'rate', contains: 'default', values: rateValues(passes, fails) },
  ];
}

function* checkResults(group: SummaryGroup): Generator<{ name: string; passes: number; fails: number }> {
  for (const { name, passes, fails } of group.checks) yield { name, passes, fails };
  for (const inner of group.groups) yield* checkResults(inner);
}
