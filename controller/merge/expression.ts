import type { MetricType } from '../../api/summary/merged.ts';

export type Operator = '<=' | '<' | '>=' | '>' | '===' | '==' | '!=';
export type Aggregation = 'count' | 'rate' | 'value' | 'avg' | 'min' | 'max' | 'med' | 'p';

/** A threshold's expression, such as `p(95)<200`, taken apart. */
export interface Expression {
  aggregation: Aggregation;
  /** 0 to 1; of `med` and `p(..)`, and of nothing else. */
  share?: number;
  operator: Operator;
  limit: number;
}

/** What k6 lets a threshold ask of each type of metric (k6 v1.8.1, metrics/metric_type.go). */
const allowed: Readonly<Record<MetricType, readonly Aggregation[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p'],
};

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const grammar = new RegExp(String.raw`^\s*(?:(count|rate|value|avg|min|max|med)|p\((${number})\))\s*(<=|<|>=|>|===|==|!=)\s*(${number})\s*$`);

/** The parts of an expression in k6's grammar (k6 v1.8.1, metrics/thresholds_parser.go); undefined for anything else, which k6 itself refuses to run. */
export function parseExpression(text: string): Expression | undefined {
  const found = grammar.exec(text);
  if (found === null) return undefined;
  const [, plain, percentile, operator, limit] = found;
  const common = { operator: operator as Operator, limit: Number(limit) };
  if (plain !== undefined) return { aggregation: plain as Aggregation, ...(plain === 'med' && { share: 0.5 }), ...common };
  const share = Number(percentile) / 100;
  return share >= 0 && share <= 1 ? { aggregation: 'p', share, ...common } : undefined;
}

export function allows(type: MetricType, { aggregation }: Expression): boolean {
  return allowed[type].includes(aggregation);
}

export function compare(value: number, { operator, limit }: Expression): boolean {
  const outcomes: Record<Operator, boolean> = {
    '<=': value <= limit,
    '<': value < limit,
    '>=': value >= limit,
    '>': value > limit,
    '===': value === limit,
    '==': value === limit,
    '!=': value !== limit,
  };
  return outcomes[operator];
}
