import type { MergedSummary, MetricType, SummaryMetric } from '../../../api/summary/merged.ts';
import { shownValue, unitOf, type Unit } from '../format.ts';

/** All metrics of one type. */
export interface MetricTable {
  title: string;
  columns: string[];
  rows: { name: string; cells: { text: string; bound?: string }[] }[];
}

const titles: Record<MetricType, string> = { trend: 'Trends', counter: 'Counters', rate: 'Rates', gauge: 'Gauges' };

const columnsOf: Record<Exclude<MetricType, 'trend'>, string[]> = { counter: ['count', 'rate'], rate: ['rate', 'passes', 'fails'], gauge: ['value', 'min', 'max'] };

/** A table for each type that the run has metrics of; sub-metrics stand behind their metric. */
export function metricTables({ metrics, distributed }: MergedSummary): MetricTable[] {
  const sorted = Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : 1));
  return (['trend', 'counter', 'rate', 'gauge'] as const).flatMap((type) => {
    const own = sorted.filter(([, metric]) => metric.type === type);
    if (own.length === 0) return [];
    const columns = type === 'trend' ? [...new Set(own.flatMap(([, { values }]) => Object.keys(values)))] : columnsOf[type];
    const rows = own.map(([name, metric]) => ({ name, cells: columns.map((column) => cellOf(metric, column, distributed.errorBounds[name]?.[column])) }));
    return [{ title: titles[type], columns, rows }];
  });
}

function cellOf({ type, contains, values }: SummaryMetric, stat: string, bound: { low: number; high: number } | undefined): { text: string; bound?: string } {
  const unit = statUnit(type, unitOf(type, contains), stat);
  const text = shownValue(values[stat], unit);
  return bound === undefined ? { text } : { text, bound: `between ${shownValue(bound.low, unit)} and ${shownValue(bound.high, unit)}` };
}

function statUnit(type: MetricType, own: Unit, stat: string): Unit {
  if (type === 'rate' && stat !== 'rate') return 'number';
  if (type === 'counter' && stat === 'rate') return own === 'data' ? 'speed' : 'rate';
  return type === 'trend' && stat === 'count' ? 'number' : own;
}
