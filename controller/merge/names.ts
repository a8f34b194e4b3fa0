import type { Contains } from '../../api/summary/merged.ts';

/** A metric's name as a threshold or a summary gives it. */
export interface MetricName {
  base: string;
  /** Undefined where the name stands for the metric as a whole. */
  tags: Map<string, string> | undefined;
}

/**
 * What a name such as `http_reqs{status:200}` stands for, read as k6 v1.8.1 does (metrics/metric.go): tags are parted by commas, a key ends at its
 * first colon, blanks and quotes around both do not count.
 */
export function parseMetricName(name: string): MetricName {
  const open = name.indexOf('{');
  if (open < 0 || !name.endsWith('}')) return { base: name, tags: undefined };
  const tags = new Map<string, string>();
  for (const pair of name.slice(open + 1, -1).split(',')) {
    if (pair === '') continue;
    const colon = pair.indexOf(':');
    const key = colon < 0 ? pair : pair.slice(0, colon);
    tags.set(bare(key), colon < 0 ? '' : bare(pair.slice(colon + 1)));
  }
  return { base: name.slice(0, open), tags };
}

function bare(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}

/** The name that k6 gives the sub-metric of a threshold in its summaries: blanks at the ends of its tags are gone, those between them are kept. */
export function summaryName(name: string): string {
  const open = name.indexOf('{');
  return open < 0 || !name.endsWith('}') ? name : `${name.slice(0, open)}{${name.slice(open + 1, -1).trim()}}`;
}

/**
 * The same for every spelling of a sub-metric's tags. k6 makes one sub-metric of all spellings and names it by the first that it meets, in no fixed
 * order, so runners may differ in the name.
 */
export function identity(name: string): string {
  const { base, tags } = parseMetricName(name);
  return tags === undefined ? base : JSON.stringify([base, ...[...tags].toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** The value under a metric's name, whatever its tags' spelling. */
export function byName<T>(metrics: ReadonlyMap<string, T>, name: string): T | undefined {
  const exact = metrics.get(name) ?? metrics.get(summaryName(name));
  if (exact !== undefined || !name.includes('{')) return exact;
  const wanted = identity(name);
  for (const [other, value] of metrics) if (other.includes('{') && identity(other) === wanted) return value;
  return undefined;
}

const data = new Set(['data_sent', 'data_received']);
const times = new Set([
  'iteration_duration', 'group_duration', 'ws_session_duration', 'ws_connecting', 'ws_ping', 'grpc_req_duration',
  ...['duration', 'blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving'].map((part) => `http_req_${part}`),
]);

/** What k6's own metrics hold (k6 v1.8.1, metrics/builtin.go); a summary's export does not say it of others, which are taken for plain numbers. */
export function builtinContains(name: string): Contains {
  const { base } = parseMetricName(name);
  if (data.has(base)) return 'data';
  return times.has(base) ? 'time' : 'default';
}
