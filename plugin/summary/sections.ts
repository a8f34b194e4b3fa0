import type { SummaryMetric } from '../../api/summary/merged.ts';

/** A metric or sub-metric with its name. */
export interface NamedMetric extends SummaryMetric {
  name: string;
}

/**
 * Where k6 puts a metric, by what its name begins with; the first that fits counts, and what fits none is the script's own. Read in k6's
 * internal/output/summary (v1.8).
 */
const sections: readonly (readonly [title: string, beginnings: readonly string[]])[] = [
  ['HTTP', ['http_reqs', 'http_req_failed', 'http_req_duration']],
  ['EXECUTION', ['vus', 'iterations', 'iteration_duration', 'dropped_iterations']],
  ['NETWORK', ['data_sent', 'data_received']],
  ['WEB_VITALS', ['browser_web_vital_']],
  ['BROWSER', ['browser_']],
  ['GRPC', ['grpc_']],
  ['WEBSOCKET', ['ws_']],
];
const order = ['CUSTOM', 'HTTP', 'EXECUTION', 'NETWORK', 'BROWSER', 'WEB_VITALS', 'GRPC', 'WEBSOCKET'];

/** What the compact summary leaves out: checks are shown on their own, and of an HTTP request the whole. */
const leftOut = [
  'checks', 'group_duration', 'http_req_blocked', 'http_req_connecting', 'http_req_receiving', 'http_req_sending', 'http_req_tls_handshaking', 'http_req_waiting',
];

/** The metrics that are shown, in k6's sections and k6's order. */
export function sectionsOf(metrics: Record<string, SummaryMetric>): { title: string; metrics: NamedMetric[] }[] {
  const shown = Object.keys(metrics).filter((name) => !leftOut.some((beginning) => name.startsWith(beginning)));
  const byTitle = Map.groupBy(sortedByName(shown), (name) => sections.find(([, beginnings]) => beginnings.some((beginning) => name.startsWith(beginning)))?.[0] ?? 'CUSTOM');
  return order.flatMap((title) => {
    const found = (byTitle.get(title) ?? []).flatMap((name) => (metrics[name] === undefined ? [] : [{ ...metrics[name], name }]));
    return found.length === 0 ? [] : [{ title, metrics: found }];
  });
}

/** By the metric's name as words are sorted, each with its sub-metrics behind it. */
export function sortedByName(names: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en');
  return names.toSorted((a, b) => compare(parentOf(a), parentOf(b)) || compare(tagsOf(a), tagsOf(b)));
}

/** The metric that a sub-metric is of; any other is its own. */
export function parentOf(name: string): string {
  return name.split('{', 1)[0] ?? name;
}

/** `{tag:value}` of a sub-metric; of any other ''. */
export function tagsOf(name: string): string {
  return name.slice(parentOf(name).length);
}
