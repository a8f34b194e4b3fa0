import type { MergedSummary } from '../../../api/summary/merged.ts';
import { shownValue, type Unit } from '../format.ts';

/** One of the numbers that a run is remembered by. */
export interface Headline {
  name: string;
  value: string;
  /** What it was made of, or how exact it is. */
  more?: string;
  bad?: boolean;
}

/** Those that the run has: a script without HTTP requests has none of them. */
export function headlines({ metrics, root_group: root, distributed }: MergedSummary): Headline[] {
  const value = (metric: string, stat: string): number | undefined => metrics[metric]?.values[stat];
  const line = (name: string, number: number | undefined, unit: Unit, more?: string): Headline[] => (
    number === undefined ? [] : [{ name, value: shownValue(number, unit), ...(more !== undefined && { more }) }]
  );
  const trend = metrics['http_req_duration'] === undefined ? 'iteration_duration' : 'http_req_duration';
  const bound = distributed.errorBounds[trend]?.['p(95)'];
  const within = bound === undefined ? undefined : `between ${shownValue(bound.low, 'time')} and ${shownValue(bound.high, 'time')}`;
  const failed = value('http_req_failed', 'rate');
  const [passes, fails] = [checkCount(root, 'passes'), checkCount(root, 'fails')];
  return [
    ...line('Requests', value('http_reqs', 'count'), 'number', perSecond(value('http_reqs', 'rate'))),
    ...line('Failed requests', failed, 'share', counted(value('http_req_failed', 'passes'))).map((one) => ({ ...one, ...((failed ?? 0) > 0 && { bad: true }) })),
    ...line(trend === 'http_req_duration' ? 'Latency, p95' : 'Iteration, p95', value(trend, 'p(95)'), 'time', within),
    ...line('Iterations', value('iterations', 'count'), 'number', perSecond(value('iterations', 'rate'))),
    ...(passes + fails === 0 ? [] : line('Checks passed', passes / (passes + fails), 'share', `${shownValue(fails, 'number')} of ${shownValue(passes + fails, 'number')} failed`)),
    ...line('Data received', value('data_received', 'count'), 'data', speed(value('data_received', 'rate'))),
    ...line('Data sent', value('data_sent', 'count'), 'data', speed(value('data_sent', 'rate'))),
  ];
}

function perSecond(rate: number | undefined): string | undefined {
  return rate === undefined ? undefined : shownValue(rate, 'rate');
}

function speed(rate: number | undefined): string | undefined {
  return rate === undefined ? undefined : shownValue(rate, 'speed');
}

function counted(count: number | undefined): string | undefined {
  return count === undefined ? undefined : `${shownValue(count, 'number')} requests`;
}

function checkCount(group: MergedSummary['root_group'], side: 'passes' | 'fails'): number {
  return group.checks.reduce((sum, check) => sum + check[side], 0) + group.groups.reduce((sum, one) => sum + checkCount(one, side), 0);
}
