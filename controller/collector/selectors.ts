import type { Attributes } from './otlp/attributes.ts';

/** A sub-metric: the samples of `metric` that have all the tags. */
export interface Selector {
  /** As the threshold writes it: `http_req_duration{name:login,status:200}`. */
  name: string;
  metric: string;
  tags: readonly (readonly [key: string, value: string])[];
}

/** k6 shows it of every script that makes HTTP requests (its metrics engine adds it by itself). */
const always = 'http_req_duration{expected_response:true}';

const mostSelectors = 200;

/** By the metric's name. What is no sub-metric is left out, and so is all beyond `mostSelectors`. */
export function selectorsOf(subMetrics: readonly string[]): Map<string, Selector[]> {
  const byMetric = new Map<string, Selector[]>();
  for (const name of [...new Set([always, ...subMetrics])].slice(0, mostSelectors)) {
    const selector = parseSelector(name);
    if (selector) byMetric.set(selector.metric, [...byMetric.get(selector.metric) ?? [], selector]);
  }
  return byMetric;
}

/** k6's own grammar: pairs parted by commas, key and value by the first colon, both without spaces and quotes around them. Undefined for a plain metric. */
export function parseSelector(name: string): Selector | undefined {
  const [, metric, pairs] = /^([^{}]+)\{(.*)\}$/s.exec(name) ?? [];
  if (metric === undefined || pairs === undefined || pairs.trim() === '') return undefined;
  const tags = pairs.split(',').filter((pair) => pair !== '').map((pair) => {
    const colon = pair.indexOf(':');
    return colon < 0 ? [bare(pair), ''] as const : [bare(pair.slice(0, colon)), bare(pair.slice(colon + 1))] as const;
  });
  return { name, metric, tags };
}

/** A tag with an empty value is not sent at all. */
export function isSelected({ tags }: Selector, attributes: Attributes): boolean {
  return tags.every(([key, value]) => (attributes.get(key) ?? '') === value);
}

function bare(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}
