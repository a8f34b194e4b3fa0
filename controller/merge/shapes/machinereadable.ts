import type { Contains, MergedSummary, MetricType, SummaryGroup, SummaryMetric } from '../../../api/summary/merged.ts';

export interface MachineReadableMetric {
  name: string;
  type: MetricType;
  contains: Contains;
  values: Record<string, number>;
}

/** k6's machine-readable summary in version 1.0.0 of its schema, and beside its own fields what only a distributed run has. */
export interface MachineReadable {
  version: '1.0.0';
  /** `k6Version` is without a leading v, and absent where it is not known. */
  metadata: { generatedAt: string; k6Version?: string };
  /** `duration` in seconds. */
  config: { duration: number; execution: 'local' };
  results: {
    checks?: { metrics: MachineReadableMetric[]; results: { name: string; passes: number; fails: number }[] };
    metrics: MachineReadableMetric[];
  };
  thresholds: MergedSummary['distributed']['thresholds'];
  runners: MergedSummary['distributed']['runners'];
  errorBounds: MergedSummary['distributed']['errorBounds'];
}

/**
 * The summary in the shape that k6 v1.8.1 declares for `--new-machine-readable-summary` (internal/lib/summary/machinereadable). Its own export writes some of
 * the names in another way (`generated_at`, `p90`), against its schema; the schema's names are taken here.
 * @param generatedAt RFC 3339
 */
export function machineReadable({ distributed, metrics, root_group, state }: MergedSummary, generatedAt: string): MachineReadable {
  const { k6Version, thresholds, runners, errorBounds } = distributed;
  const others = Object.entries(metrics).filter(([name]) => name !== 'checks');
  const checks = metrics['checks'];
  return {
    version: '1.0.0',
    metadata: { generatedAt, ...(k6Version !== undefined && { k6Version: k6Version.replace(/^v/, '') }) },
    config: { duration: state.testRunDurationMs / 1000, execution: 'local' },
    results: {
      ...(checks !== undefined && { checks: { metrics: checkMetrics(checks), results: [...checkResults(root_group)] } }),
      metrics: others.map(([name, metric]) => ({ name, type: metric.type, contains: metric.contains, values: valuesOf(metric) })),
    },
    thresholds,
    runners,
    errorBounds,
  };
}

function valuesOf({ type, values }: SummaryMetric): Record<string, number> {
  if (type === 'counter') return { count: values['count'] ?? 0 };
  return type === 'rate' ? rateValues(values['passes'] ?? 0, values['fails'] ?? 0) : values;
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
